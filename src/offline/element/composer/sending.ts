import type { ChatState } from "../chat/state.ts";
import { isBlank } from "./content.ts";

/** Why the message cannot be sent now: words for a person, empty where there is nothing to send. */
export function hindrance(state: ChatState): string | null {
  const { composer, turn, failure, isLoadingThread } = state;
  if (failure) return failure.title;
  if (isLoadingThread) return "The chat is being loaded.";
  if (turn.phase !== "idle") return "The answer is not done yet.";
  const { attachments, content } = composer;
  if (attachments.some(({ state: upload }) => upload === "uploading")) {
    return "A file is still being uploaded.";
  }
  if (attachments.some(({ state: upload }) => upload === "failed")) {
    return "A file could not be uploaded. Retry or remove it.";
  }
  return isBlank(content) && attachments.length === 0 ? "" : null;
}

/** What stands in place of the composer of a thread that takes no messages, or null. */
export function closedText({ thread }: ChatState): string | null {
  const status = thread?.status;
  if (!status || status.type === "active") return null;
  const what = status.type === "locked" ? "This chat is locked." : "This chat is closed.";
  return status.reason ? `${what} ${status.reason}` : what;
}
