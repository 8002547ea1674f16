import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { ApiError, answerUnknown, errorResponse } from "../../../src/offline/api/errors.ts";
import { openaiApi } from "../../../src/offline/api/openai-api.ts";
import { createSessions } from "../../../src/offline/api/sessions.ts";
import { createThreads } from "../../../src/offline/hosted/threads.ts";
import { createScriptedModel } from "../../../src/offline/model/create-scripted-model.ts";
import type { FixtureFile } from "../../../src/offline/model/fixtures/schema.ts";
import type { ScriptedModel } from "../../../src/offline/model/model.ts";

/** An app's directory with fixture files. */
export function directoryWith(files: Readonly<Record<string, FixtureFile | string>> = {}): string {
  const cwd = mkdtempSync(join(tmpdir(), "offline-model-"));
  mkdirSync(join(cwd, "chatkit/fixtures"), { recursive: true });
  for (const [name, file] of Object.entries(files)) {
    const text = typeof file === "string" ? file : JSON.stringify(file);
    writeFileSync(join(cwd, "chatkit/fixtures", name), text);
  }
  return cwd;
}

/** The model of an app with one fixture file. */
export function modelWith(
  fixtures: FixtureFile["fixtures"] = [],
  options: { readonly strict?: boolean; readonly speed?: "readable" | "instant" } = {},
): ScriptedModel & { readonly warnings: string[] } {
  const warnings: string[] = [];
  const model = createScriptedModel({
    cwd: directoryWith({ "app.json": { fixtures } }),
    speed: options.speed ?? "instant",
    strict: options.strict ?? false,
    onWarning: (message) => warnings.push(message),
  });
  return { ...model, warnings };
}

/** Serves the routes within the stand-in API, on a port of their own. */
export async function serveModel(
  model: ScriptedModel = modelWith(),
): Promise<{ readonly baseURL: string; close(): Promise<void> }> {
  const app = new Hono();
  app.onError((error) => {
    if (error instanceof ApiError) return errorResponse(error);
    throw error;
  });
  app.notFound(answerUnknown);
  app.route("/v1", openaiApi({ sessions: createSessions(), threads: createThreads(), model }));
  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseURL: `http://127.0.0.1:${port}/v1`,
    close: () =>
      new Promise((resolve) => {
        if ("closeAllConnections" in server) server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
