import { createChatApi } from "./chat/chat-api";
import { createConnection } from "./chat/connection";
import { createChat } from "./chat-element";
import { createChatFrame } from "./chat-frame";

/** Creates the chat, with all that it needs to get there. It fills the element around it. */
export function createChatKitWidget(): HTMLElement {
  const connection = createConnection();
  const frame = createChatFrame({
    connection,
    createChat: (identity) =>
      createChat({
        api: createChatApi({
          domainKey: identity.domainKey,
          onFailure: (problem) => connection.backendFailed(problem, "until-ready"),
          onSuccess: connection.backendWorks,
        }),
        onReady: connection.chatReady,
        onError: connection.chatFailed,
      }),
  });
  connection.start();
  return frame;
}
