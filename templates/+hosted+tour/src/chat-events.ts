import type { OpenAIChatKit } from "@openai/chatkit";
import { logEvents } from "./event-log";

/** Listens to the chat until `signal` is aborted. */
export function watchChat(chat: OpenAIChatKit, signal: AbortSignal): void {
  if (import.meta.env.DEV) logEvents(chat, signal);
}
