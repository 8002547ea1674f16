import type { ChatKitOptions, OpenAIChatKit } from "@openai/chatkit";
import { chatkitConfig } from "./chatkit.config";
import { theme } from "./theme";

export interface ChatOptions {
  readonly api: ChatKitOptions["api"];
  readonly onReady: () => void;
  readonly onError: (error: Error) => void;
}

/** Creates the ChatKit element with this app's options; its script has to be there already. */
export function createChat({ api, onReady, onError }: ChatOptions): OpenAIChatKit {
  const chat = document.createElement("openai-chatkit") as OpenAIChatKit;
  chat.addEventListener("chatkit.ready", onReady);
  chat.addEventListener("chatkit.error", ({ detail }) => onError(detail.error));
  chat.setOptions({ ...chatkitConfig, api, theme });
  return chat;
}
