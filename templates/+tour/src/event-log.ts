import type { ChatKitEvents, OpenAIChatKit } from "@openai/chatkit";

const EVENTS = [
  "chatkit.ready",
  "chatkit.error",
  "chatkit.effect",
  "chatkit.deeplink",
  "chatkit.response.start",
  "chatkit.response.end",
  "chatkit.history.open",
  "chatkit.history.close",
  "chatkit.thread.change",
  "chatkit.thread.load.start",
  "chatkit.thread.load.end",
  "chatkit.tool.change",
  "chatkit.log",
] as const satisfies readonly (keyof ChatKitEvents)[];

/** Writes every event to the console. Events can hold what people wrote: for development only. */
export function logEvents(chat: OpenAIChatKit, signal: AbortSignal): void {
  for (const name of EVENTS) {
    chat.addEventListener(name, ({ detail }) => console.debug(name, detail ?? ""), { signal });
  }
}
