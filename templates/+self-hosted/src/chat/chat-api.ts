import type { CustomApiConfig } from "@openai/chatkit";
import { fetchAsVisitor } from "./identity";
import { fromError, fromResponse, type Problem } from "./problems";

export interface ChatApiOptions {
  /** The public key of this domain, from the identity answer. */
  readonly domainKey: string;
  readonly onFailure: (problem: Problem) => void;
  readonly onSuccess: () => void;
}

const TITLE = "The chat server refused a request";

/** Creates ChatKit's `api` option for the app's own ChatKit server. */
export function createChatApi({
  domainKey,
  onFailure,
  onSuccess,
}: ChatApiOptions): CustomApiConfig {
  return {
    url: "/chatkit",
    domainKey,
    // Or `{ type: "direct", uploadUrl: "/api/attachments" }` for uploads in one request.
    uploadStrategy: { type: "two_phase" },
    async fetch(input, init) {
      try {
        const response = await fetchAsVisitor(input, init);
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
