import { createChatApi } from "../chat/chat-api";
import { useConnection } from "../hooks/useConnection";
import { useStore } from "../hooks/useStore";
import { Chat } from "./Chat";
import { ChatFrame } from "./ChatFrame";

/** The chat, with all that it needs to get there. It fills the element around it. */
export function ChatKitWidget() {
  const connection = useConnection();
  const { identity } = useStore(connection.state);
  return (
    <ChatFrame connection={connection}>
      {identity && (
        <Chat
          api={createChatApi({
            domainKey: identity.domainKey,
            onFailure: (problem) => connection.backendFailed(problem, "until-ready"),
            onSuccess: connection.backendWorks,
          })}
          onReady={connection.chatReady}
          onError={connection.chatFailed}
        />
      )}
    </ChatFrame>
  );
}
