import type { ObservedTurn } from "../../../offline/record/fixtures-of-conversation.ts";
import type { Exchange } from "../../events.ts";

/** Requests that begin a turn with a message of the user. */
const MESSAGES = ["threads.create", "threads.add_user_message"];
/** Requests that ask for the same answer once more. */
const RETRY = "threads.retry_after_item";

type Part = Readonly<Record<string, unknown>>;

function parsed(text: string | undefined): Part {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null ? (value as Part) : {};
  } catch {
    // A body that was cut, or that is none of the protocol's.
    return {};
  }
}

function part(value: unknown): Part {
  return typeof value === "object" && value !== null ? (value as Part) : {};
}

function textOf(content: unknown): string {
  const parts = Array.isArray(content) ? content : [];
  return parts.map((one) => String(part(one).text ?? "")).join("");
}

/** What one answer says, and which tools of the page it calls. */
function answerOf({ events }: Exchange): Pick<ObservedTurn, "assistant" | "clientToolCalls"> {
  const items = events
    .map(({ data }) => parsed(data))
    .filter(({ type }) => type === "thread.item.done")
    .map(({ item }) => part(item));
  return {
    assistant: items
      .filter(({ type }) => type === "assistant_message")
      .map(({ content }) => textOf(content))
      .join("\n\n"),
    clientToolCalls: items
      .filter(({ type }) => type === "client_tool_call")
      .map(({ name, arguments: given }) => ({ name: String(name), arguments: part(given) })),
  };
}

/**
 * Reads the turns of a conversation from the requests of its thread.
 *
 * @param exchanges of one thread with their events, the oldest first
 */
export function turnsOf(exchanges: readonly Exchange[]): readonly ObservedTurn[] {
  const turns: ObservedTurn[] = [];
  for (const exchange of exchanges) {
    const { operation, request } = exchange;
    const last = turns.at(-1);
    const answer = answerOf(exchange);
    if (MESSAGES.includes(operation)) {
      const { params } = parsed(request.body?.text);
      turns.push({ user: textOf(part(part(params).input).content), ...answer });
    } else if (last && operation === RETRY) {
      turns[turns.length - 1] = { ...last, ...answer };
    } else if (last && operation === "threads.add_client_tool_output") {
      turns[turns.length - 1] = {
        ...last,
        assistant: [last.assistant, answer.assistant].filter(Boolean).join("\n\n"),
        clientToolCalls: [...last.clientToolCalls, ...answer.clientToolCalls],
      };
    }
  }
  return turns;
}
