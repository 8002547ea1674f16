import { getRequestListener } from "@hono/node-server";
import { createOfflineApp } from "./api/app.ts";
import { openaiApi } from "./api/openai-api.ts";
import { createSessions } from "./api/sessions.ts";
import { createHosted } from "./hosted/routes.ts";
import { createThreads } from "./hosted/threads.ts";
import { createScriptedModel } from "./model/create-scripted-model.ts";
import type { ScriptedModel } from "./model/model.ts";
import type { Offline, OfflineOptions } from "./offline.ts";

/**
 * Makes the stand-ins of one run.
 *
 * They answer whoever asks: looking at `Host` and `Origin` is the gateway's part, which comes first.
 *
 * @param model what answers; by default scripts: the app's fixtures, and those that are built in
 * @returns what answers below `OFFLINE_PATH`
 */
export function createOffline(
  options: OfflineOptions,
  model: ScriptedModel = createScriptedModel(options),
): Offline {
  const onFailure = (error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    options.onWarning(`The offline stand-in failed: ${reason}`, null);
  };
  const sessions = createSessions();
  const threads = createThreads();
  const hosted = createHosted({ sessions, threads, model, onFailure });
  const app = createOfflineApp({
    api: openaiApi({ sessions, threads, model }),
    hosted: hosted.routes,
    onFailure,
  });
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  return {
    handle(request, response) {
      listener(request, response).catch(onFailure);
    },
    unmatched: () => model.unmatched(),
    close: hosted.close,
  };
}
