import { setTimeout as sleep } from "node:timers/promises";

/** A route that apps of ours have, and that costs them nothing where it is not asked by `POST`. */
const ROUTE = "/api/identity";
/** An answer that took longer was held back by an app whose server was starting all the while. */
const HELD_MS = 3_000;
/** How long a server may take that is installed, but has never run: Python compiles what it imports. */
const LIMIT_MS = 120_000;
const PAUSE_MS = 200;

/**
 * Waits until the server of an app of ours answers, whose page is there before it. One that does not
 * start is not waited for: the app's output says why.
 *
 * @param url of the gateway
 * @param signal ends the wait, and is thrown
 */
export async function ownServerAnswers(url: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + LIMIT_MS;
  while (Date.now() < deadline) {
    const began = Date.now();
    const status = await statusOf(new URL(ROUTE, url), signal);
    if (status !== 503 || Date.now() - began < HELD_MS) return;
    await sleep(PAUSE_MS, undefined, { signal });
  }
}

async function statusOf(url: URL, signal: AbortSignal): Promise<number | null> {
  try {
    const answer = await fetch(url, { redirect: "manual", signal });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    // Whoever opens the page sees why; the gateway itself has answered before.
    signal.throwIfAborted();
    return null;
  }
}
