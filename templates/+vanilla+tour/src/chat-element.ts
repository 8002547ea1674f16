import type { ChatKitOptions, OpenAIChatKit } from "@openai/chatkit";
import { watchChat } from "./chat-events";
import { chatkitConfig } from "./chatkit.config";
import { pageState, themeFor } from "./page-state";

export interface ChatOptions {
  readonly api: ChatKitOptions["api"];
  readonly onReady: () => void;
  readonly onError: (error: Error) => void;
}

/** Creates the ChatKit element with this app's options; its script has to be there already. */
export function createChat({ api, onReady, onError }: ChatOptions): OpenAIChatKit {
  const chat = document.createElement("openai-chatkit") as OpenAIChatKit;
  const removed = new AbortController();
  chat.addEventListener("chatkit.ready", onReady);
  chat.addEventListener("chatkit.error", ({ detail }) => onError(detail.error));
  watchChat(chat, removed.signal);

  let { colorScheme } = pageState.get();
  // setOptions replaces all options, so each call gets the whole set.
  const applyOptions = () =>
    chat.setOptions({
      ...chatkitConfig({ colorScheme, chat: () => chat }),
      api,
      theme: themeFor(colorScheme),
    });
  applyOptions();

  const unsubscribe = pageState.subscribe(() => {
    if (!chat.isConnected) {
      unsubscribe();
      removed.abort();
      return;
    }
    if (pageState.get().colorScheme === colorScheme) return;
    colorScheme = pageState.get().colorScheme;
    applyOptions();
  });
  return chat;
}
