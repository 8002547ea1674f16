import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import { createApp } from "../../server/app.ts";
import { readEnvironment } from "../../server/environment.ts";
import { readSettings } from "../../server/settings.ts";

/** The app, listening on a port of its own. */
export interface RunningApp {
  /** Another browser, with no cookies yet. */
  browser(): Browser;
  close(): Promise<void>;
}

/** Sends requests as a browser does, cookies and all. */
export interface Browser {
  readonly cookies: Map<string, string>;
  send(method: string, path: string, init?: RequestInit): Promise<Response>;
  /** Gets an identity. */
  identify(): Promise<Browser>;
}

export async function startApp(variables: Record<string, string>): Promise<RunningApp> {
  const environment = readEnvironment(variables, "/nowhere/.env");
  const { app } = await createApp(readSettings(environment, "development"));
  const server = await new Promise<ServerType>((resolve) => {
    const started = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, () =>
      resolve(started),
    );
  });
  const { port } = server.address() as AddressInfo;
  return {
    browser: () => createBrowser(`http://127.0.0.1:${port}`),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function createBrowser(origin: string): Browser {
  const cookies = new Map<string, string>();
  const browser: Browser = {
    cookies,
    async send(method, path, init = {}) {
      const headers = new Headers(init.headers);
      headers.set("Cookie", [...cookies].map((pair) => pair.join("=")).join("; "));
      const response = await fetch(origin + path, { ...init, method, headers });
      for (const cookie of response.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        cookies.set(name, value);
      }
      return response;
    },
    async identify() {
      await browser.send("POST", "/api/identity");
      return browser;
    },
  };
  return browser;
}
