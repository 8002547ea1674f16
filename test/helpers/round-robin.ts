import { request } from "node:http";
import { pipeline } from "node:stream/promises";
import { type LocalServer, listen } from "./http.ts";

/**
 * A load balancer: hands each request to the next server in turn, and lets go of it when the
 * client goes.
 */
export function startRoundRobin(origins: readonly string[]): Promise<LocalServer> {
  let count = 0;
  return listen(async (incoming, answer) => {
    const origin = origins[count++ % origins.length];
    const outgoing = request(new URL(incoming.url ?? "/", origin), {
      method: incoming.method,
      headers: incoming.headers,
      agent: false,
    });
    const failed = new Promise<never>((_, reject) => outgoing.once("error", reject));
    answer.once("close", () => outgoing.destroy());
    incoming.pipe(outgoing);
    outgoing.once("response", (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      // Whoever leaves in the middle of a stream breaks it off here as well.
      pipeline(response, answer).catch(() => outgoing.destroy());
    });
    await Promise.race([failed, new Promise((resolve) => answer.once("close", resolve))]);
  });
}
