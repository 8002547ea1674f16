import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { connect } from "node:net";
import { isLoopback } from "../loopback.ts";

/** Long enough for a framework that builds its first page when it is asked for it. */
const ANSWER_MS = 30_000;
const CONNECT_MS = 1_000;

/**
 * Tells whether a server answers HTTP, whatever it answers.
 *
 * @param url what is asked for
 * @param signal gives up
 */
export function answersHttp(url: URL, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve(false);
      return;
    }
    const options = {
      headers: { accept: "text/html, */*;q=0.8" },
      agent: false,
      signal,
      timeout: ANSWER_MS,
    } as const;
    const request =
      url.protocol === "https:"
        ? // The certificate of a development server on this machine is signed by itself.
          requestHttps(url, { ...options, rejectUnauthorized: !isLoopback(url) })
        : requestHttp(url, options);
    request.once("response", (response) => {
      response.destroy();
      resolve(true);
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(false));
    request.once("close", () => resolve(false));
    request.end();
  });
}

/**
 * Tells whether somebody listens at an address.
 *
 * @param url whose host and port are tried
 */
export function isListening(url: URL): Promise<boolean> {
  const port = Number(url.port || (url.protocol === "https:" ? 443 : 80));
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: CONNECT_MS });
    const end = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.once("timeout", () => end(false));
  });
}
