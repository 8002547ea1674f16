import { Hono } from "hono";
import { ApiError } from "../api/errors.ts";
import { chatCompletionRoutes } from "./chat-completions/chat-completion-routes.ts";
import type { ScriptedModel } from "./model.ts";
import { modelListRoutes } from "./models.ts";
import { responseRoutes } from "./responses/response-routes.ts";
import { transcriptionRoutes } from "./transcriptions.ts";

/** What the stand-in serves of OpenAI's APIs for models; each asks for a key. */
const PATHS = ["/responses", "/chat/completions", "/audio", "/models"];

/**
 * OpenAI's APIs for models, answered by a scripted model: Responses, Chat Completions,
 * transcriptions and the list of models. Mount it where `/v1` ends.
 *
 * Failures are thrown as `ApiError`, which the app that mounts it words.
 */
export function modelRoutes({ model }: { readonly model: ScriptedModel }): Hono {
  const routes = new Hono();
  for (const path of PATHS) {
    routes.use(`${path}/*`, async (c, next) => {
      if (!/^Bearer\s+\S/i.test(c.req.header("Authorization") ?? "")) throw keyMissing();
      await next();
    });
  }
  routes.route("/responses", responseRoutes(model));
  routes.route("/chat/completions", chatCompletionRoutes(model));
  routes.route("/audio", transcriptionRoutes(model));
  routes.route("/models", modelListRoutes());
  return routes;
}

/** Any key will do: `chatkit dev --offline` gives the app one that is none. */
function keyMissing(): ApiError {
  return new ApiError(401, {
    message:
      "No API key was given. The offline stand-in takes any, as Authorization: Bearer <key>; chatkit dev --offline sets one in OPENAI_API_KEY.",
    code: "missing_api_key",
  });
}
