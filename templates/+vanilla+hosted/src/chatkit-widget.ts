import { createConnection } from "./chat/connection";
import { createChatSession } from "./chat/session";
import { createChat } from "./chat-element";
import { createChatFrame } from "./chat-frame";

/** Creates the chat, with all that it needs to get there. It fills the element around it. */
export function createChatKitWidget(): HTMLElement {
  const connection = createConnection();
  const { getClientSecret, state } = createChatSession();

  state.subscribe(() => {
    const { error, session } = state.get();
    if (error) connection.backendFailed(error.problem, session ? "notice" : "blocking");
    else connection.backendWorks();
  });

  const frame = createChatFrame({
    connection,
    createChat: () =>
      createChat({
        api: { getClientSecret },
        onReady: connection.chatReady,
        onError: connection.chatFailed,
      }),
  });
  connection.start();
  return frame;
}
