import {
  ChatKit,
  type ChatKitOptions,
  type UseChatKitReturn,
  useChatKit,
} from "@openai/chatkit-react";
import { useEffect } from "react";
import { watchChat } from "../chat-events";
import { chatkitConfig } from "../chatkit.config";
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
  const chat: UseChatKitReturn = useChatKit({
    ...chatkitConfig({ colorScheme, chat: () => chat }),
    api,
    theme: themeFor(colorScheme),
    onReady,
    onError: ({ error }) => onError(error),
  });

  const { ref } = chat;
  useEffect(() => {
    const stop = new AbortController();
    if (ref.current) watchChat(ref.current, stop.signal);
    return () => stop.abort();
  }, [ref]);

  return <ChatKit control={chat.control} />;
}
