import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { createApp } from "./app.ts";
import { readEnvironment } from "./environment.ts";
import { securityHeaders } from "./headers.ts";
import { onEnd } from "./lifetime.ts";
import type { AppEnv } from "./network.ts";
import { createPage } from "./page.ts";
import { readSettings, SettingsError } from "./settings.ts";
import { describeListenError, describeStart } from "./start-up.ts";

/** How long open answers may go on after a signal, and when the process ends whatever happens. */
const GRACE_MS = 4_000;
const SHUTDOWN_MS = 8_000;

try {
  await start();
} catch (error) {
  if (!(error instanceof SettingsError)) {
    throw error;
  }
  console.error(error.message);
  process.exitCode = 1;
}

/** Serves page and API from one address, until a signal ends it. */
async function start(): Promise<void> {
  const settings = readSettings(readEnvironment(), "production");
  const { app, report, close } = await createApp(settings);
  // The build puts this file into dist/server, beside dist/client.
  const directory = join(import.meta.dirname, "../client");
  const site = new Hono<AppEnv>()
    .use(securityHeaders(settings.csp, settings.scriptUrl))
    .route("/", app)
    .route("/", await createPage({ directory, scriptUrl: settings.scriptUrl }));

  const server = serve(
    { fetch: site.fetch, hostname: settings.host, port: settings.port },
    (address) => console.log(describeStart(report, address)),
  );
  server.on("error", (error) => {
    console.error(describeListenError(error, settings.port));
    process.exit(1);
  });

  onEnd(async () => {
    // A slow reader would hold the process for as long as it lasts.
    setTimeout(() => process.exit(0), SHUTDOWN_MS).unref();
    const closed = new Promise((resolve) => server.close(resolve));
    await Promise.race([closed, sleep(GRACE_MS)]);
    await close();
    process.exit(0);
  });
}
