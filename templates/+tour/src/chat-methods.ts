import type { OpenAIChatKit } from "@openai/chatkit";
import { showToast } from "./page-state";

/** What the page can ask of the chat. */
export type ChatMethods = Pick<
  OpenAIChatKit,
  | "fetchUpdates"
  | "focusComposer"
  | "hideHistory"
  | "sendCustomAction"
  | "sendUserMessage"
  | "setComposerValue"
  | "setThreadId"
  | "showHistory"
>;

/** ChatKit refuses some calls while a thread loads or an answer arrives: then say so. */
export async function ask(call: () => Promise<void>): Promise<void> {
  try {
    await call();
  } catch {
    showToast("The chat is busy. Try again in a moment.");
  }
}
