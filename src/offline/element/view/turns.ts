import type {
  AssistantMessageItem,
  ThreadItem,
  UserMessageItem,
} from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";

/** What a person said, and all that came of it. */
export interface Turn {
  /** Null for what the assistant began, and for what follows the end of a turn. */
  readonly question: UserMessageItem | null;
  readonly answer: readonly ThreadItem[];
}

/**
 * Groups the items of a thread. A turn ends with an `end_of_turn` and before the next message of
 * the user.
 */
export function turnsOf(items: readonly ThreadItem[]): Turn[] {
  const turns: { question: UserMessageItem | null; answer: ThreadItem[] }[] = [];
  let isOpen = false;
  for (const item of items) {
    if (item.type === "user_message") {
      turns.push({ question: item, answer: [] });
      isOpen = true;
    } else {
      if (!isOpen) turns.push({ question: null, answer: [] });
      turns.at(-1)?.answer.push(item);
      isOpen = item.type !== "end_of_turn";
    }
  }
  return turns;
}

const isAssistantMessage = (item: ThreadItem): item is AssistantMessageItem =>
  item.type === "assistant_message";

/** The items of an answer that a person can have an opinion of. */
export function judgedItems(answer: readonly ThreadItem[]): string[] {
  const judged = answer.filter(
    ({ type }) => type === "assistant_message" || type === "widget" || type === "generated_image",
  );
  return judged.map(({ id }) => id);
}

/** What an answer is when it is copied: its Markdown, and the texts that widgets have for this. */
export function copiedText(answer: readonly ThreadItem[]): string {
  const texts = answer.flatMap((item) => {
    if (isAssistantMessage(item)) return item.content.map(({ text }) => text);
    return item.type === "widget" && item.copy_text ? [item.copy_text] : [];
  });
  return texts.filter((text) => text.trim() !== "").join("\n\n");
}

/** The newest message of the user; an answer that failed is asked for again by its id. */
export function newestQuestion(items: readonly ThreadItem[]): UserMessageItem | null {
  return items.findLast((item) => item.type === "user_message") ?? null;
}

/** Items that are kept for the model alone, or that are marks of the protocol. */
export function isShown({ type }: ThreadItem): boolean {
  return type !== "hidden_context_item" && type !== "sdk_hidden_context" && type !== "end_of_turn";
}
