import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Readable } from "node:stream";
import { createProxyServer } from "httpxy";
import { pairs, passAnswer, passInformation, type Rewrite } from "./answer.ts";
import { MAX_HEADER_BYTES } from "./listen.ts";
import { upstreamOf } from "./upstream.ts";

/** Where a request goes, and who is told what on its way. */
export interface Passage {
  readonly target: URL;
  /** The body, where it has been read already. */
  readonly body?: Readable;
  /** Gets what the client sends, as it passes; not of a body that has been read already. */
  readonly onRequestChunk?: ((chunk: Buffer) => void) | undefined;
  readonly onRequestEnd?: (() => void) | undefined;
  /** The answer's headers are there. False keeps the answer from the client. */
  readonly onAnswer?: ((answer: IncomingMessage) => boolean) | undefined;
  /** Changes the answer on its way; null leaves it as it is. */
  readonly rewrite?: ((answer: IncomingMessage) => Rewrite | null) | undefined;
  readonly onAnswerChunk?: ((chunk: Buffer) => void) | undefined;
  /** The answer has come whole. */
  readonly onEnd?: (() => void) | undefined;
  /** The app broke off its answer; the client's is broken off as well. */
  readonly onBrokenOff?: (() => void) | undefined;
  /** The client went first. */
  readonly onLeft?: (() => void) | undefined;
  /** Nothing came back: the client still waits for an answer. */
  readonly onUnreached: (error: NodeJS.ErrnoException) => void;
}

/** Passes requests to the app and its answers back, as they come. */
export interface Forwarder {
  pass(request: IncomingMessage, response: ServerResponse, passage: Passage): void;
  /** Lets idle connections go. */
  close(): void;
}

interface Underway {
  readonly response: ServerResponse;
  readonly passage: Passage;
  upstream: ClientRequest | undefined;
  hasRetried: boolean;
  isOver: boolean;
}

/**
 * How long a connection to the app is kept without use, in milliseconds. Servers close idle ones
 * after 2 s or more, and a request that meets the closing would be lost.
 */
export const IDLE_MS = 1_500;

/** Makes what passes requests to the app, over connections that are kept for a moment. */
export function createForwarder(): Forwarder {
  const pool = { keepAlive: true, timeout: IDLE_MS, scheduling: "lifo" } as const;
  const agents = { http: new HttpAgent(pool), https: new HttpsAgent(pool) };
  const underway = new WeakMap<IncomingMessage, Underway>();
  // The library carries requests; `passAnswer` leaves the headers of answers as they are.
  const proxy = createProxyServer({ selfHandleResponse: true, prependPath: false });

  const send = (request: IncomingMessage, { response, passage }: Underway) => {
    const { target, body } = passage;
    const agent = target.protocol === "https:" ? agents.https : agents.http;
    // Whatever else Node's request takes goes by this name.
    const ssl = { maxHeaderSize: MAX_HEADER_BYTES };
    proxy
      .web(request, response, { ...upstreamOf(target), agent, ssl, ...(body && { buffer: body }) })
      // The client's connection broke, which `close` tells as well.
      .catch(() => undefined);
  };
  const settle = (request: IncomingMessage): Passage | undefined => {
    const one = underway.get(request);
    if (!one || one.isOver) return undefined;
    one.isOver = true;
    return one.passage;
  };

  // Comes when there is a connection, before the body is sent.
  proxy.on("proxyReq", (upstream, request, response) => {
    const one = underway.get(request);
    if (!one) return;
    one.upstream = upstream;
    passInformation(upstream, response);
    // Such as after an answer that changes the protocol unasked: it ends without an error.
    upstream.once("close", () => {
      if (one.upstream === upstream) onError(new Error("closed"), request);
    });
    if (one.hasRetried || one.passage.body) return;
    const { onRequestChunk, onRequestEnd } = one.passage;
    if (onRequestChunk) request.on("data", onRequestChunk);
    request.once("end", () => {
      if (request.rawTrailers.length > 0) upstream.addTrailers(pairs(request.rawTrailers));
      onRequestEnd?.();
    });
  });
  proxy.on("proxyRes", (answer, request, response) => {
    const one = underway.get(request);
    if (!one) return;
    const { onAnswer, onAnswerChunk } = one.passage;
    if (onAnswer && !onAnswer(answer)) {
      settle(request);
      answer.resume();
      return;
    }
    // Before the library's own, which ends the client's connection.
    answer.once("error", () => {
      if (!response.destroyed) settle(request)?.onBrokenOff?.();
    });
    passAnswer(answer, request, response, one.passage.rewrite?.(answer) ?? null);
    if (onAnswerChunk) answer.on("data", onAnswerChunk);
    answer.once("end", () => settle(request)?.onEnd?.());
  });
  const onError = (error: NodeJS.ErrnoException, request?: IncomingMessage) => {
    const one = request && underway.get(request);
    if (!one || one.isOver || one.response.destroyed) return;
    // The app closed an idle connection in the moment in which it was used again.
    const isStale = one.upstream?.reusedSocket && error.code === "ECONNRESET";
    if (isStale && !one.hasRetried && !hasBody(request)) {
      one.hasRetried = true;
      one.upstream = undefined;
      send(request, one);
      return;
    }
    if (!one.response.headersSent) settle(request)?.onUnreached(error);
  };
  proxy.on("error", onError);
  proxy.on("econnreset", onError);

  return {
    pass: (request, response, passage) => {
      // Node has told the client to go on already.
      delete request.headers.expect;
      const one = { response, passage, upstream: undefined, hasRetried: false, isOver: false };
      underway.set(request, one);
      response.once("close", () => {
        if (!response.writableFinished) settle(request)?.onLeft?.();
      });
      send(request, one);
    },
    close: () => {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}
