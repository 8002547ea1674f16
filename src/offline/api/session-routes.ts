import { Hono } from "hono";
import { limitBody, readJson } from "./request-body.ts";
import { parseSessionParams } from "./session-params.ts";
import type { Sessions } from "./sessions.ts";

/** In bytes: one variable of a workflow may have ten million characters. */
const BODY_BYTES = 48 * 1024 * 1024;

/** The routes of `/chatkit/sessions`: create and cancel are all that OpenAI has (facts 1). */
export function sessionRoutes(sessions: Sessions): Hono {
  const app = new Hono();
  app.post("/", limitBody(BODY_BYTES), async (c) =>
    c.json(sessions.create(parseSessionParams(await readJson(c)))),
  );
  app.post("/:id/cancel", (c) => c.json(sessions.cancel(c.req.param("id"))));
  return app;
}
