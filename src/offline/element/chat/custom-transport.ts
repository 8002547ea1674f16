import type { CustomApiConfig } from "@openai/chatkit";
import { createBackend, type Transport } from "./backend.ts";
import { ChatError } from "./errors.ts";
import { uploadInOneStep, uploadInTwoSteps } from "./upload.ts";

/**
 * The way to an app's own ChatKit server.
 *
 * @param api the page's newest configuration, whose functions may change without a new chat
 * @param locale is sent as `Accept-Language` with each request (facts 2.4)
 */
export function createCustomTransport(api: () => CustomApiConfig, locale: () => string): Transport {
  const post: Transport["post"] = (body, signal) => {
    // Called without a `this`: a page may have handed over the browser's own, which wants none.
    const { url, fetch: request = globalThis.fetch } = api();
    return request(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept-Language": locale() },
      body,
      signal,
    });
  };
  const backend = createBackend({ post });
  return {
    post,
    async upload(file, onProgress, signal) {
      const { uploadStrategy, fetch: request } = api();
      if (uploadStrategy?.type === "two_phase") {
        return uploadInTwoSteps({ file, backend, onProgress, signal });
      }
      if (uploadStrategy?.type === "direct") {
        return uploadInOneStep({
          file,
          url: uploadStrategy.uploadUrl,
          fetch: request,
          headers: { "Accept-Language": locale() },
          onProgress,
          signal,
        });
      }
      throw new ChatError("The file was not uploaded", "The options have no api.uploadStrategy.");
    },
  };
}
