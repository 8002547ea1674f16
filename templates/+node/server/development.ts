import { getRequestListener } from "@hono/node-server";
import { createApp } from "./app.ts";
import { readEnvironment } from "./environment.ts";
import { readSettings } from "./settings.ts";
import { describeStart } from "./start-up.ts";

/**
 * Makes the API for the development server, which loads this file anew after every change.
 *
 * @param throwAwaySecret the same for a whole run, so that a change makes nobody a stranger
 */
export async function createBackend(throwAwaySecret: string) {
  const settings = readSettings(readEnvironment(), "development", throwAwaySecret);
  const { app, report, close } = await createApp(settings);
  return {
    close,
    listener: getRequestListener(app.fetch),
    describeStart: (port: number) => describeStart(report, { port }),
  };
}
