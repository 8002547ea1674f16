// Our protocol server with the SQLite store of the apps. Arguments: the directory of its data.
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { openStorage } from "../../../templates/+node+sqlite/server/store.ts";
import { createChatKitServer } from "../../../templates/+self-hosted+node/server/chatkit/server.ts";

const [dataDirectory, words] = process.argv.slice(2);
const environment = { find: () => undefined, inFile: () => undefined, value: () => undefined };
const { store } = await openStorage({ environment, dataDirectory });

const part = (text) => ({ type: "output_text", text, annotations: [] });

/** The same events as in python_server.py. */
async function* respond({ thread, message, signal }) {
  const base = {
    type: "assistant_message",
    id: `msg_${crypto.randomUUID()}`,
    thread_id: thread.id,
    created_at: new Date().toISOString(),
  };
  const update = (change) => ({
    type: "thread.item.updated",
    item_id: base.id,
    update: {
      type: `assistant_message.content_part.${change.type}`,
      content_index: 0,
      ...change.rest,
    },
  });
  yield { type: "thread.item.added", item: { ...base, content: [] } };
  yield update({ type: "added", rest: { content: part("") } });
  if (message.content[0].text === "wait") {
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    return;
  }
  let text = "";
  for (let word = 0; word < Number(words); word += 1) {
    const delta = `word${word} `;
    text += delta;
    yield update({ type: "text_delta", rest: { delta } });
  }
  yield update({ type: "done", rest: { content: part(text) } });
  yield { type: "thread.item.done", item: { ...base, content: [part(text)] } };
}

const server = createChatKitServer({ store, handlers: { respond }, onError: console.error });
const app = new Hono().post("/chatkit", (c) => server.handle(c.req.raw, { userId: "user" }));
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) =>
  console.log(JSON.stringify({ port })),
);
