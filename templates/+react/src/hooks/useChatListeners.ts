import type { OpenAIChatKit } from "@openai/chatkit-react";
import { useState } from "react";

type Listen = (chat: OpenAIChatKit, signal: AbortSignal) => void;

/**
 * A `ref` for `<ChatKit>` that calls `listen` as soon as the element exists. The handlers of
 * `useChatKit` are added an effect later, when a quick "ready" is over.
 *
 * @param listen adds listeners that end with the signal. The one of the first render stays.
 */
export function useChatListeners(listen: Listen): (chat: OpenAIChatKit | null) => void {
  const [ref] = useState(() => {
    let stop = new AbortController();
    return (chat: OpenAIChatKit | null) => {
      stop.abort();
      stop = new AbortController();
      if (chat) listen(chat, stop.signal);
    };
  });
  return ref;
}
