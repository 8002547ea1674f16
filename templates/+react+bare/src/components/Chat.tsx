import { ChatKit, type ChatKitOptions, useChatKit } from "@openai/chatkit-react";
import { chatkitConfig } from "../chatkit.config";
import { useChatListeners } from "../hooks/useChatListeners";
import { theme } from "../theme";

export interface ChatProps {
  readonly api: ChatKitOptions["api"];
  readonly onReady: () => void;
  readonly onError: (error: Error) => void;
}

/** The ChatKit element with this app's options. */
export function Chat({ api, onReady, onError }: ChatProps) {
  const { control } = useChatKit({ ...chatkitConfig, api, theme });
  const ref = useChatListeners((chat, signal) => {
    chat.addEventListener("chatkit.ready", onReady, { signal });
    chat.addEventListener("chatkit.error", ({ detail }) => onError(detail.error), { signal });
  });
  return <ChatKit control={control} ref={ref} />;
}
