import { setTimeout as sleep } from "node:timers/promises";
import { answersHttp, isListening } from "./answers.ts";

const POLL_MS = 100;
/** How long an app that has printed an address may take to answer at its `PORT` as well. */
const PORT_PREFERENCE_MS = 500;

/** Where an app may answer. */
export interface AddressSearch {
  /** The `PORT` that it was given; undefined for an app that runs elsewhere. */
  readonly port: number | undefined;
  /** Addresses that it has named so far, in their order; grows while the search goes on. */
  readonly named: readonly URL[];
  readonly signal: AbortSignal;
}

/** The addresses that a name may stand for; a server on localhost may listen on one of two only. */
function addressesOf(url: URL): URL[] {
  if (!/(?:^|\.)localhost$/.test(url.hostname)) return [url];
  return ["127.0.0.1", "[::1]"].map((hostname) => {
    const address = new URL(url);
    address.hostname = hostname;
    return address;
  });
}

async function firstListening(urls: readonly URL[]): Promise<URL | undefined> {
  const listening = await Promise.all(urls.map(isListening));
  return urls.find((_, index) => listening[index]);
}

/** Waits until one of the addresses answers; forever, or until the signal. */
async function untilAnswers(urls: readonly URL[], signal: AbortSignal): Promise<URL> {
  for (;;) {
    const url = await firstListening(urls);
    if (url && (await answersHttp(url, signal))) return url;
    await sleep(POLL_MS, undefined, { signal });
  }
}

/**
 * Finds where an app answers HTTP: at its `PORT`, else at the first address that it names and that
 * answers.
 *
 * @param search where to look
 * @returns the address with the path that the app named, as a numeric host where it named localhost
 * @throws the signal's reason
 */
export async function findAddress(search: AddressSearch): Promise<URL> {
  const { port, named } = search;
  const ended = new AbortController();
  const signal = AbortSignal.any([search.signal, ended.signal]);
  const atPort = port === undefined ? [] : addressesOf(new URL(`http://localhost:${port}`));
  const tries: Promise<URL>[] = [];
  const begin = (attempt: Promise<URL>) => {
    // The search ends with the first that answers, and with it all others.
    attempt.catch(() => undefined);
    tries.push(attempt);
  };
  if (port !== undefined) begin(untilAnswers(atPort, signal));
  let begun = 0;
  try {
    for (;;) {
      for (; begun < named.length; begun++) {
        const url = named[begun];
        if (url) begin(untilAnswers(addressesOf(url), signal));
      }
      const found = await Promise.race([...tries, sleep(POLL_MS, undefined, { signal })]);
      if (!found) continue;
      if (port === undefined || found.port === String(port)) return withNamedPath(found, named);
      await sleep(PORT_PREFERENCE_MS, undefined, { signal });
      // One that listens there and is slow to answer is waited for.
      const preferred = (await firstListening(atPort)) ? await tries[0] : undefined;
      return preferred ? withNamedPath(preferred, named) : found;
    }
  } finally {
    ended.abort();
  }
}

/** An app that answers at its port may have named the path under which its pages are. */
function withNamedPath(found: URL, named: readonly URL[]): URL {
  return new URL(named.find(({ port }) => port === found.port)?.pathname ?? "/", found);
}
