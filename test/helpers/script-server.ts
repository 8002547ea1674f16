import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type Handler, type LocalServer, listen } from "./http.ts";

const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript",
  html: "text/html; charset=utf-8",
};

/** Serves the fake ChatKit script from an origin of its own. */
export interface ScriptServer extends LocalServer {
  /** What an app is given as `CHATKIT_SCRIPT_URL`. */
  readonly scriptUrl: string;
}

/**
 * Starts the server of the fake ChatKit script.
 *
 * @param conversation holds hosted chats; not needed for self-hosted apps
 */
export async function serveScript(conversation?: Handler): Promise<ScriptServer> {
  const server = await listen(async (request, response) => {
    const name = new URL(request.url ?? "/", "http://script").pathname.slice(1);
    response.setHeader("access-control-allow-origin", "*");
    if (name === "conversation" && conversation) return conversation(request, response);
    const type = TYPES[name.split(".").at(-1) ?? ""];
    if (!/^[a-z-]+\.(js|html)$/.test(name) || !type) {
      response.writeHead(404).end();
      return;
    }
    const path = fileURLToPath(new URL(`fake-chatkit/${name}`, import.meta.url));
    const file = await readFile(path).catch(() => null);
    response.writeHead(file ? 200 : 404, {
      "content-type": type,
      "cross-origin-resource-policy": "cross-origin",
    });
    response.end(file ?? "");
  });
  return { ...server, scriptUrl: `${server.origin}/fake-chatkit.js` };
}
