import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import type { Threads } from "../hosted/threads.ts";
import type { ScriptedModel } from "../model/model.ts";
import { modelRoutes } from "../model/routes.ts";
import { ApiError, badRequest } from "./errors.ts";
import { sessionRoutes } from "./session-routes.ts";
import type { Sessions } from "./sessions.ts";
import { threadRoutes } from "./thread-routes.ts";

export interface OpenAIApiOptions {
  readonly sessions: Sessions;
  readonly threads: Threads;
  readonly model: ScriptedModel;
}

/** Any key will do that looks like one. */
const KEY = /^Bearer sk-[\w-]+$/i;
const BETA = "chatkit_beta=v1";

/** The stand-in for OpenAI's API, as far as ChatKit and agents ask it. */
export function openaiApi({ sessions, threads, model }: OpenAIApiOptions): Hono {
  const app = new Hono();
  app.use(nameRequest, requireKey);
  app.use("/chatkit/*", requireBeta);
  app.route("/chatkit/sessions", sessionRoutes(sessions));
  app.route("/chatkit/threads", threadRoutes(threads));
  app.route("/", modelRoutes({ model }));
  return app;
}

/** Every answer has an id, which the SDKs put into their errors. */
const nameRequest = createMiddleware(async (c, next) => {
  await next();
  c.res.headers.set("x-request-id", `req_${randomBytes(16).toString("hex")}`);
});

const requireKey = createMiddleware(async (c, next) => {
  const given = c.req.header("Authorization");
  if (!given) {
    throw refuseKey("This request has no API key. Send one: Authorization: Bearer sk-…", null);
  }
  if (!KEY.test(given)) {
    throw refuseKey("This is no API key: one begins with sk-.", "invalid_api_key");
  }
  await next();
});

/** What OpenAI answers without the header is not published; its other betas answer so (facts 7.6). */
const requireBeta = createMiddleware(async (c, next) => {
  const betas = (c.req.header("OpenAI-Beta") ?? "").split(",").map((beta) => beta.trim());
  if (!betas.includes(BETA)) {
    throw badRequest(`This path needs the header OpenAI-Beta: ${BETA}.`, null, "invalid_beta");
  }
  await next();
});

function refuseKey(message: string, code: string | null): ApiError {
  return new ApiError(401, { message, code });
}
