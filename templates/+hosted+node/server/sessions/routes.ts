import { type Context, type Env, Hono } from "hono";
import { SessionError } from "./errors.ts";
import type { SessionService } from "./service.ts";

export interface SessionRoutesConfig<E extends Env> {
  readonly service: SessionService;
  /** The user that a request belongs to. */
  readonly user: (c: Context<E>) => string;
  /** Is told of every failure, to log it. */
  readonly onFailure: (error: SessionError) => void;
}

/**
 * The routes of this app about sessions. They are its own: OpenAI has only create and cancel.
 *
 * - `POST /session` opens one.
 * - `POST /session/:id/refresh` opens another for the same user.
 * - `GET /session/:id/validate` tells whether one can still be used.
 * - `DELETE /session/:id` ends one.
 * - `GET /workflows/:id` tells what a page may know of the configured workflow.
 */
export function sessionRoutes<E extends Env>(config: SessionRoutesConfig<E>): Hono<E> {
  const { service, user, onFailure } = config;
  const routes = new Hono<E>();

  const answer = async (c: Context<E>, work: () => Promise<object>): Promise<Response> => {
    c.header("Cache-Control", "no-store");
    try {
      return c.json(await work());
    } catch (error) {
      if (!(error instanceof SessionError)) {
        throw error;
      }
      onFailure(error);
      const { code, status, message, hint, requestId, retryAfter } = error.details;
      if (retryAfter !== undefined) {
        c.header("Retry-After", String(retryAfter));
      }
      return c.json({ error: { code, message, hint, request_id: requestId } }, status);
    }
  };

  routes.post("/session", (c) => answer(c, () => service.create(user(c))));
  routes.post("/session/:id/refresh", (c) =>
    answer(c, () => service.refresh(user(c), c.req.param("id"))),
  );
  routes.get("/session/:id/validate", (c) =>
    answer(c, () => service.validate(user(c), c.req.param("id"))),
  );
  routes.delete("/session/:id", (c) => answer(c, () => service.cancel(user(c), c.req.param("id"))));
  routes.get("/workflows/:id", (c) => {
    const workflow = service.workflow(c.req.param("id"));
    c.header("Cache-Control", "no-store");
    return workflow
      ? c.json(workflow)
      : c.json({ error: { code: "not_found", message: "This app has no such workflow." } }, 404);
  });
  return routes;
}
