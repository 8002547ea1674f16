import { UNCONFIRMED } from "./apply-event.ts";
import type { Composer } from "./composer.ts";
import type { ChatParts } from "./connection.ts";
import type { History } from "./history.ts";
import { inputOf, messageOf, unconfirmedItem } from "./messages.ts";
import type { Chat, OutgoingMessage } from "./state.ts";
import type { OpenThread } from "./threads.ts";
import type { Turns } from "./turns.ts";

export interface SendingOptions {
  readonly parts: ChatParts;
  readonly turns: Turns;
  readonly thread: OpenThread;
  readonly history: History;
  readonly composer: Composer;
  /** Throws while a thread loads or an answer is under way. */
  readonly assertIdle: (what: string) => void;
}

/** How messages get to the server, for the first time and again. */
export function createSending({
  parts: { store },
  turns,
  thread,
  history,
  composer,
  assertIdle,
}: SendingOptions): Pick<Chat, "submit" | "send" | "retry"> {
  const run = async (message: OutgoingMessage) => {
    const { thread: present } = store.state;
    history.setOpen(false);
    store.set({ items: [...store.state.items, unconfirmedItem(message, present?.id ?? "")] });
    const input = inputOf(message);
    await (present
      ? turns.run("threads.add_user_message", { thread_id: present.id, input })
      : turns.run("threads.create", { input }));
  };

  return {
    async submit() {
      assertIdle("Sending a message");
      const message = composer.take();
      if (message) await run(message);
    },

    async send(message) {
      assertIdle("Sending a message");
      if (message.content.length === 0 && message.attachments.length === 0) {
        throw new Error("A message needs text, content or attachments.");
      }
      if (message.newThread && store.state.thread) await thread.open(null);
      await run(message);
    },

    async retry(userItemId) {
      assertIdle("Another answer");
      const { items, thread: present } = store.state;
      const at = items.findIndex(({ id }) => id === userItemId);
      const item = items[at];
      if (item?.type !== "user_message") throw new Error(`There is no message ${userItemId}.`);
      if (userItemId.startsWith(UNCONFIRMED) || !present) {
        // It never reached the server, so that it is sent once more.
        store.set({ items: items.slice(0, at) });
        await run(messageOf(item));
        return;
      }
      // The server forgets what came after it, and tells nobody (facts 3.3).
      store.set({ items: items.slice(0, at + 1) });
      const params = { thread_id: present.id, item_id: userItemId };
      await turns.run("threads.retry_after_item", params);
    },
  };
}
