import { setTimeout as sleep } from "node:timers/promises";
import { answersHttp, isListening } from "./answers.ts";

/** How often it is looked whether an address was named or has answered. */
const POLL_MS = 50;
/** The pause between two tries of one address, which grows by this part to a second. */
const FIRST_PAUSE_MS = 50;
const GROWTH = 1.05;
const LONGEST_PAUSE_MS = 1_000;
/** How long an app that has printed an address may take to answer at its `PORT` as well. */
const PORT_PREFERENCE_MS = 500;

/** How long one that listens at its `PORT` may take to answer there: it may build a page first. */
const PORT_ANSWER_MS = 10_000;

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
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * GROWTH, LONGEST_PAUSE_MS)) {
    const url = await firstListening(urls);
    if (url && (await answersHttp(url, signal))) return url;
    await sleep(pause, undefined, { signal });
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
  let first: URL | undefined;
  const begin = (urls: readonly URL[]) => {
    const attempt = untilAnswers(urls, signal);
    attempt.then(
      (url) => {
        first ??= url;
      },
      // The search ends with the first that answers, and with it all others.
      () => undefined,
    );
    return attempt;
  };
  const preferred = port === undefined ? undefined : begin(atPort);
  let begun = 0;
  try {
    while (!first) {
      for (; begun < named.length; begun++) {
        const url = named[begun];
        if (url) begin(addressesOf(url));
      }
      await sleep(POLL_MS, undefined, { signal });
    }
    if (port === undefined || first.port === String(port)) return withNamedPath(first, named);
    await sleep(PORT_PREFERENCE_MS, undefined, { signal });
    if (!(await firstListening(atPort))) return first;
    const answered = await Promise.race([preferred, sleep(PORT_ANSWER_MS, undefined, { signal })]);
    return answered ? withNamedPath(answered, named) : first;
  } catch (error) {
    search.signal.throwIfAborted();
    throw error;
  } finally {
    ended.abort();
  }
}

/** An app that answers at its port may have named the path under which its pages are. */
function withNamedPath(found: URL, named: readonly URL[]): URL {
  return new URL(named.find(({ port }) => port === found.port)?.pathname ?? "/", found);
}
