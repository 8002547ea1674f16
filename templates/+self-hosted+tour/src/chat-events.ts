import type { OpenAIChatKit } from "@openai/chatkit";
import { handleEffect } from "./effects";
import { logEvents } from "./event-log";

/** Listens to the chat until `signal` is aborted. */
export function watchChat(chat: OpenAIChatKit, signal: AbortSignal): void {
  chat.addEventListener("chatkit.effect", ({ detail }) => handleEffect(detail), { signal });
  if (import.meta.env.DEV) logEvents(chat, signal);
}
