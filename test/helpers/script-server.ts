import { script } from "virtual:offline-element";
import { type Handler, type LocalServer, listen } from "./http.ts";

/** Serves the offline element's script from an origin of its own, as OpenAI's CDN does its own. */
export interface ScriptServer extends LocalServer {
  /** What an app is given as `CHATKIT_SCRIPT_URL`. */
  readonly scriptUrl: string;
}

/**
 * Starts the server of the script.
 *
 * @param hosted what the element asks beside its script in hosted chats: `session` and
 * `conversation`; not needed for self-hosted apps
 */
export async function serveScript(hosted?: Handler): Promise<ScriptServer> {
  const server = await listen((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://script");
    response.setHeader("access-control-allow-origin", "*");
    if (pathname === "/chatkit.js") {
      response.writeHead(200, {
        "content-type": "text/javascript; charset=utf-8",
        "cross-origin-resource-policy": "cross-origin",
      });
      response.end(script);
    } else if (hosted) {
      hosted(request, response);
    } else {
      response.writeHead(404).end();
    }
  });
  return { ...server, scriptUrl: `${server.origin}/chatkit.js` };
}
