import {
  ChatKit,
  type ChatKitOptions,
  type UseChatKitReturn,
  useChatKit,
} from "@openai/chatkit-react";
import { watchChat } from "../chat-events";
import { chatkitConfig } from "../chatkit.config";
import { useChatListeners } from "../hooks/useChatListeners";
import { useStore } from "../hooks/useStore";
import { pageState, themeFor } from "../page-state";

export interface ChatProps {
  readonly api: ChatKitOptions["api"];
  readonly onReady: () => void;
  readonly onError: (error: Error) => void;
}

/** The ChatKit element with this app's options. */
export function Chat({ api, onReady, onError }: ChatProps) {
  const { colorScheme } = useStore(pageState);
  const chatkit: UseChatKitReturn = useChatKit({
    ...chatkitConfig({ colorScheme, chat: () => chatkit }),
    api,
    theme: themeFor(colorScheme),
  });
  const ref = useChatListeners((chat, signal) => {
    chat.addEventListener("chatkit.ready", onReady, { signal });
    chat.addEventListener("chatkit.error", ({ detail }) => onError(detail.error), { signal });
    watchChat(chat, signal);
  });
  return <ChatKit control={chatkit.control} ref={ref} />;
}
