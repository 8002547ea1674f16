import { useEffect } from "react";
import { useChatSession } from "../hooks/useChatSession";
import { useConnection } from "../hooks/useConnection";
import { Chat } from "./Chat";
import { ChatFrame } from "./ChatFrame";

/** The chat, with all that it needs to get there. It fills the element around it. */
export function ChatKitWidget() {
  const connection = useConnection();
  const { getClientSecret, session, error } = useChatSession();

  useEffect(() => {
    if (error) connection.backendFailed(error.problem, session ? "notice" : "blocking");
    else connection.backendWorks();
  }, [connection, session, error]);

  return (
    <ChatFrame connection={connection}>
      <Chat
        api={{ getClientSecret }}
        onReady={connection.chatReady}
        onError={connection.chatFailed}
      />
    </ChatFrame>
  );
}
