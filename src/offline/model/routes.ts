import { Hono } from "hono";
import type { ScriptedModel } from "./model.ts";

/**
 * OpenAI's APIs for models, answered by a scripted model: Responses, Chat Completions,
 * transcriptions and the list of models. Mount it where `/v1` ends.
 *
 * Failures are thrown as `ApiError`, which the app that mounts it words.
 */
export function modelRoutes(_options: { readonly model: ScriptedModel }): Hono {
  return new Hono();
}
