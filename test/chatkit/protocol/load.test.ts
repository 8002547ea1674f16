import { expect, test } from "vitest";
import { createChat, message, ofType, readEvents, said, until } from "./helpers/chat.ts";
import { Connection, listen } from "./helpers/http.ts";

const STREAMS = 1_000;
const HELLO = { type: "threads.create", params: { input: message("Hi") } };

test(`${STREAMS} streams at once, of which every second one breaks off`, {
  timeout: 60_000,
}, async () => {
  let goOn = () => {};
  const mayGoOn = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let open = 0;
  const chat = createChat({
    handlers: {
      async *respond({ thread, context, signal }) {
        const item = said(thread.id, context.userId);
        open += 1;
        yield { type: "thread.item.added", item };
        await Promise.race([
          mayGoOn,
          new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
        ]);
        yield { type: "thread.item.done", item };
      },
    },
  });
  const site = await listen(chat);
  const connections = Array.from({ length: STREAMS }, (_, index) => {
    return new Connection(site, HELLO, { userId: `user-${index}` });
  });
  await until(() => connections.every(({ text }) => text.includes("thread.item.added")), 30_000);
  expect(open).toBe(STREAMS);
  for (const [index, connection] of connections.entries()) {
    if (index % 2 === 1) {
      connection.drop();
    }
  }
  const itemsOf = async (index: number) => {
    const owner = { userId: `user-${index}` };
    const { data } = await chat.store.loadThreads({ limit: 2, order: "asc" }, owner);
    const items = { limit: 10, order: "asc" } as const;
    return (await chat.store.loadThreadItems(data[0]?.id ?? "", items, owner)).data;
  };
  const dropped = Array.from({ length: STREAMS / 2 }, (_, index) => index * 2 + 1);
  await until(async () => {
    const items = await Promise.all(dropped.map(itemsOf));
    return items.every((stored) => stored.length === 3);
  }, 30_000);
  goOn();
  for (const [index, connection] of connections.entries()) {
    if (index % 2 === 0) {
      const events = readEvents(await connection.end());
      const [, answer] = ofType(events, "thread.item.done");
      expect(answer?.item).toMatchObject({ content: [{ text: `user-${index}` }] });
      expect(await itemsOf(index)).toHaveLength(2);
    }
  }
  expect(chat.errors).toEqual([]);
  await chat.server.close();
  await site.close();
});
