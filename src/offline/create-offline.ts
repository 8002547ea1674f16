import { getRequestListener } from "@hono/node-server";
import { createOfflineApp } from "./api/app.ts";
import type { Offline, OfflineOptions } from "./offline.ts";

/**
 * Makes the stand-ins of one run, and loads what they need.
 *
 * @returns what answers below {@link OFFLINE_PATH}; the gateway has looked at `Host` and `Origin`
 */
export async function createOffline(_options: OfflineOptions): Promise<Offline> {
  const app = createOfflineApp();
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  return {
    handle(request, response) {
      void listener(request, response);
    },
    unmatched: () => [],
    close: async () => {},
  };
}
