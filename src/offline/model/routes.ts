import { Hono } from "hono";
import { limitBody } from "../api/request-body.ts";
import { chatCompletionRoutes } from "./chat-completions/chat-completion-routes.ts";
import type { ScriptedModel } from "./model.ts";
import { modelListRoutes } from "./models.ts";
import { responseRoutes } from "./responses/response-routes.ts";
import { transcriptionRoutes } from "./transcriptions.ts";

const MEBIBYTE = 1024 * 1024;
/** OpenAI takes 50 MB of files in a request, which Base64 makes longer by a third. */
const LONGEST_QUESTION = 70 * MEBIBYTE;
/** OpenAI takes recordings of 25 MB. */
const LONGEST_RECORDING = 26 * MEBIBYTE;

/**
 * OpenAI's APIs for models, answered by a scripted model: Responses, Chat Completions,
 * transcriptions and the list of models. Mount it where `/v1` ends.
 *
 * Failures are thrown as `ApiError`; whoever mounts it words those, and looks at the key.
 */
export function modelRoutes({ model }: { readonly model: ScriptedModel }): Hono {
  const routes = new Hono();
  routes.use("/responses", limitBody(LONGEST_QUESTION));
  routes.use("/chat/completions", limitBody(LONGEST_QUESTION));
  routes.use("/audio/*", limitBody(LONGEST_RECORDING));
  routes.route("/responses", responseRoutes(model));
  routes.route("/chat/completions", chatCompletionRoutes(model));
  routes.route("/audio", transcriptionRoutes(model));
  routes.route("/models", modelListRoutes());
  return routes;
}
