import { usageError } from "../../errors.ts";
import { isLoopback } from "../loopback.ts";
import type { App, AppOptions } from "./app.ts";
import { findAddress } from "./find-address.ts";

/** When an app that does not answer is told of; it is said to run already. */
const SLOW_MS = 3_000;

/**
 * Waits for an app that runs elsewhere, which is never started, restarted or stopped.
 *
 * @param options whom to tell
 * @param url where it is to answer
 */
export function frontTarget(options: AppOptions, url: URL): App {
  const { tell, ourPorts } = options;
  const started = Date.now();
  const stopped = new AbortController();
  const signal = AbortSignal.any([options.signal, stopped.signal]);
  let answered: URL | undefined;
  const wait = async () => {
    tell({ type: "app", app: { state: "starting", command: url.href } });
    if (isLoopback(url) && ourPorts?.().includes(Number(url.port))) {
      throw usageError(
        "target_is_gateway",
        `${url.origin} is chatkit dev itself; it cannot stand in front of itself.`,
        "Give --target the address of the app, or another --port to chatkit dev.",
      );
    }
    const slow = setTimeout(() => {
      const message = `Nothing answers at ${url.origin} yet.`;
      tell({ type: "warning", message, hint: "Start the app there; it is waited for." });
    }, SLOW_MS);
    try {
      answered = await findAddress({ port: undefined, named: [url], signal });
    } finally {
      clearTimeout(slow);
    }
    const app = { state: "ready", url: answered.href, tookMs: Date.now() - started } as const;
    tell({ type: "app", app });
    return answered;
  };
  const ready = wait();
  // Nobody has to listen.
  ready.catch(() => undefined);
  return {
    target: () => (answered ? new URL(answered.origin) : null),
    ready,
    // Its process is not ours to see.
    exited: new Promise(() => undefined),
    restart: async () => undefined,
    stop: async () => stopped.abort(),
  };
}
