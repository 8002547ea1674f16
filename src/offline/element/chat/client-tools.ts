import type { ChatKitOptions } from "@openai/chatkit";
import type {
  ClientToolCallItem,
  ThreadItem,
} from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { ChatError, toError } from "./errors.ts";

/** The call that the server waits for: it looks at the newest item alone (facts 3.6). */
export function pendingCall(items: readonly ThreadItem[]): ClientToolCallItem | null {
  const newest = items.at(-1);
  return newest?.type === "client_tool_call" && newest.status === "pending" ? newest : null;
}

/**
 * Has the page run a tool. What the page's function throws is told to the model as the result, so
 * that the conversation goes on; what OpenAI's client does then is not published.
 *
 * @param tell is told of an error of the page
 * @throws ChatError if the page has no function for tools
 */
export async function runClientTool(
  call: ClientToolCallItem,
  options: ChatKitOptions | null,
  tell: (error: unknown) => void,
): Promise<unknown> {
  const { name, arguments: params } = call;
  if (!options?.onClientTool) {
    throw new ChatError(
      "A client tool is missing",
      `The assistant called the client tool "${name}", and the options have no onClientTool.`,
      { allowRetry: false },
    );
  }
  try {
    const result: unknown = await options.onClientTool({ name, params });
    // Nothing would be no JSON, and what cannot be written as JSON fails here rather than in transit.
    return JSON.parse(JSON.stringify(result ?? {}));
  } catch (thrown) {
    const error = toError(thrown);
    tell(error);
    return { error: error.message };
  }
}
