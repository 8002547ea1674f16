import type { ChatKitRequest } from "../../../templates/+self-hosted+node/server/chatkit/requests.ts";
import { badRequest } from "../api/errors.ts";
import type { FileUpload, Sessions } from "../api/sessions.ts";
import type { HostedContext } from "./context.ts";

const MEBIBYTE = 1024 * 1024;
/** Which requests count for a session's limit is not published (facts 7.6): here, those that a person begins an answer with. */
const COUNTED: ReadonlySet<ChatKitRequest["type"]> = new Set([
  "threads.create",
  "threads.add_user_message",
  "threads.retry_after_item",
]);

/**
 * Makes what looks at each request before it is worked on: whether its session allows it.
 *
 * The returned function throws ApiError 400 for files that are too many, too large or not allowed at
 * all, and 429 for too many requests in a minute.
 */
export function createAdmission(sessions: Sessions) {
  return async (request: ChatKitRequest, { session }: HostedContext): Promise<void> => {
    checkFiles(request, session.chatkit_configuration.file_upload);
    if (COUNTED.has(request.type)) await sessions.count(session.id);
  };
}

function checkFiles(
  request: ChatKitRequest,
  { enabled, max_file_size: megabytes, max_files: most }: FileUpload,
): void {
  if (request.type === "attachments.create") {
    if (!enabled) {
      throw badRequest("This session does not allow files.", null, "file_upload_disabled");
    }
    if (megabytes !== null && request.params.size > megabytes * MEBIBYTE) {
      const message = `A file may have ${megabytes} MB at most in this session.`;
      throw badRequest(message, null, "file_too_large");
    }
  }
  if (request.type === "threads.create" || request.type === "threads.add_user_message") {
    const count = request.params.input.attachments.length;
    if (count > 0 && !enabled) {
      throw badRequest("This session does not allow files.", null, "file_upload_disabled");
    }
    if (most !== null && count > most) {
      const message = `A message may carry ${most} files at most in this session.`;
      throw badRequest(message, null, "too_many_files");
    }
  }
}
