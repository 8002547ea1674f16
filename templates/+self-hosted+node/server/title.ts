import { Agent } from "@openai/agents";
import type { ThreadMetadata, UserMessageItem } from "./chatkit/types.ts";
import type { ModelConnection } from "./model.ts";

const TIME_LIMIT_MS = 15_000;
const LENGTH = 80;

const titleWriter = new Agent({
  name: "Title writer",
  instructions:
    "Write a title of at most five words for a conversation that begins with the user's message, " +
    "in the message's language. Answer with the title alone, without quotation marks.",
});

/**
 * Gives a new thread a title while the answer is being written.
 *
 * A failure is no reason to fail the answer: the next message tries again.
 */
export async function addTitle(options: {
  readonly thread: ThreadMetadata;
  readonly message: UserMessageItem | null;
  readonly connection: ModelConnection;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { thread, message, connection, signal } = options;
  if (thread.title !== undefined || !message) {
    return;
  }
  const text = message.content.map((part) => part.text).join("");
  const names = message.attachments.map(({ name }) => name).join(", ");
  try {
    const { finalOutput } = await connection.runner().run(titleWriter, text.trim() || names, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT_MS)]),
    });
    const [title] = (finalOutput ?? "")
      .trim()
      .replace(/^["']+|["']+$/g, "")
      .split("\n");
    if (title) {
      thread.title ??= title.slice(0, LENGTH);
    }
  } catch (error) {
    if (!signal.aborted) {
      console.info(`No title for ${thread.id}: ${error instanceof Error ? error.name : error}`);
    }
  }
}
