import { Hono } from "hono";
import type { OwnedThread, Threads } from "../hosted/threads.ts";
import { notFound } from "./errors.ts";
import { pageOf, parseItemQuery, parseThreadQuery } from "./lists.ts";
import { toApiItem, toSeconds } from "./thread-item.ts";

/** The routes of `/chatkit/threads` (facts 1): a key sees the threads of all users. */
export function threadRoutes(threads: Threads): Hono {
  const app = new Hono();

  const find = async (id: string): Promise<OwnedThread> => {
    const found = await threads.find(id);
    if (!found) throw notFound(`Thread with id '${id.slice(0, 100)}' not found.`);
    return found;
  };

  app.get("/", async (c) => {
    const { user, ...query } = parseThreadQuery(c.req.query());
    return c.json(pageOf((await threads.list(user)).map(toApiThread), query));
  });
  app.get("/:id", async (c) => c.json(toApiThread(await find(c.req.param("id")))));
  app.delete("/:id", async (c) => {
    const { thread } = await find(c.req.param("id"));
    await threads.delete(thread.id);
    return c.json({ id: thread.id, object: "chatkit.thread.deleted", deleted: true });
  });
  app.get("/:id/items", async (c) => {
    const query = parseItemQuery(c.req.query());
    const { thread } = await find(c.req.param("id"));
    return c.json(pageOf((await threads.items(thread.id)).flatMap(toApiItem), query));
  });
  return app;
}

/** A thread as OpenAI's API tells of it (facts 1.3). */
function toApiThread({ thread, user }: OwnedThread) {
  const { id, created_at, title, status } = thread;
  return {
    id,
    object: "chatkit.thread" as const,
    created_at: toSeconds(created_at),
    title: title ?? null,
    user,
    status: status.type === "active" ? status : { ...status, reason: status.reason ?? null },
  };
}
