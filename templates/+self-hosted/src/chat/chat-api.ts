import type { CustomApiConfig } from "@openai/chatkit";
import { fetchAsVisitor } from "./identity";
import { fromError, fromResponse, type Problem } from "./problems";

/**
 * Whether an answer goes on when its connection drops, so that a page that was loaded again, or a
 * phone that woke up, shows it whole.
 *
 * In ChatKit's protocol Stop and a lost connection look the same: the stream is dropped, and that
 * ends the answer. With `true`, a drop only detaches from it, and an aborted request is told to the
 * server. It is not published whether OpenAI's frame passes Stop on as an abort: try it, since a
 * Stop that is not passed on leaves the answer running. The server in Python ends an answer with
 * its connection all the same.
 */
const ANSWERS_OUTLIVE_CONNECTIONS = false;

export interface ChatApiOptions {
  /** The public key of this domain, from the identity answer. */
  readonly domainKey: string;
  readonly onFailure: (problem: Problem) => void;
  readonly onSuccess: () => void;
  readonly answersOutliveConnections?: boolean;
}

/** The requests that are answered by a stream. */
const STREAMED =
  /"type":\s*"threads\.(create|add_user_message|add_client_tool_output|add_structured_input|retry_after_item|custom_action)"/;

const TITLE = "The chat server refused a request";

/** Creates ChatKit's `api` option for the app's own ChatKit server. */
export function createChatApi({
  domainKey,
  onFailure,
  onSuccess,
  answersOutliveConnections = ANSWERS_OUTLIVE_CONNECTIONS,
}: ChatApiOptions): CustomApiConfig {
  return {
    url: "/chatkit",
    domainKey,
    // Or `{ type: "direct", uploadUrl: "/api/attachments" }` for uploads in one request.
    uploadStrategy: { type: "two_phase" },
    async fetch(input, init) {
      try {
        const response = await fetchAsVisitor(
          input,
          answersOutliveConnections ? asTurn(init) : init,
        );
        if (response.ok) onSuccess();
        // A thread that is gone is ChatKit's to explain.
        else if (response.status !== 404) onFailure(await fromResponse(response.clone(), TITLE));
        return response;
      } catch (error) {
        // Stop, and leaving a thread, abort a request on purpose.
        if (!init?.signal?.aborted) onFailure(fromError(error, TITLE));
        throw error;
      }
    },
  };
}

/** Names the answer to a request, so that it can be stopped when its connection cannot. */
function asTurn(init: RequestInit | undefined): RequestInit | undefined {
  if (!init?.signal || typeof init.body !== "string" || !STREAMED.test(init.body)) return init;
  // `randomUUID` is missing where the page did not come by https.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const turn = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const stop = () => {
    // A stop that does not arrive leaves the answer running, which the next message ends.
    fetchAsVisitor(`/api/turns/${turn}/stop`, { method: "POST", keepalive: true }).catch(() => {});
  };
  init.signal.addEventListener("abort", stop, { once: true });
  const headers = new Headers(init.headers);
  headers.set("ChatKit-Turn", turn);
  return { ...init, headers };
}
