import type { ClientRequest, IncomingMessage, ServerResponse } from "node:http";
import { type Duplex, pipeline, type Readable } from "node:stream";

/** What belongs to the connection to the app, and not to its answer. */
const OF_THE_CONNECTION = ["connection", "keep-alive", "proxy-connection", "upgrade"];

/** A change of an answer on its way. */
export interface Rewrite {
  /** Headers as names and values, in their order. */
  readonly headers: (headers: readonly [string, string][]) => [string, string][];
  /** What the body passes through, one after the other; none leaves it as it is. */
  readonly body: readonly Duplex[];
}

/**
 * Passes an answer on as it comes: status, reason, headers with their case, order and repetitions,
 * every chunk at once, trailers.
 *
 * @param rewrite null changes nothing
 */
export function passAnswer(
  answer: IncomingMessage,
  request: IncomingMessage,
  response: ServerResponse,
  rewrite: Rewrite | null = null,
): void {
  response.sendDate = false;
  response.writeHead(
    answer.statusCode ?? 502,
    answer.statusMessage ?? "",
    passedHeaders(answer, request.httpVersion === "1.0", rewrite).flat(),
  );
  let hasBegun = false;
  const body = rewritten(answer, rewrite?.body ?? [], response);
  body.pipe(response, { end: false });
  body.once("data", () => {
    hasBegun = true;
  });
  body.once("end", () => {
    if (answer.rawTrailers.length > 0) response.addTrailers(pairs(answer.rawTrailers));
    response.end();
  });
  // Headers leave together with a body that is there, and alone where it lets itself be waited for.
  setImmediate(() => {
    if (!hasBegun && !response.writableEnded && !response.destroyed) response.flushHeaders();
  });
}

/** Passes on what the app tells before its answer: 102 and 103. */
export function passInformation(upstream: ClientRequest, response: ServerResponse): void {
  upstream.on("information", ({ statusCode, rawHeaders }) => {
    if (response.headersSent) return;
    if (statusCode === 102) response.writeProcessing();
    if (statusCode !== 103) return;
    const link = pairs(rawHeaders).flatMap(([name, value]) =>
      // Node takes one link at a time; each begins with its address.
      name.toLowerCase() === "link" ? value.split(/\s*,\s*(?=<)/) : [],
    );
    try {
      response.writeEarlyHints({ link });
    } catch {
      // Node sends no link that it cannot read; a hint may be left out.
    }
  });
}

/** Raw headers as names and values. */
export function pairs(raw: readonly string[]): [string, string][] {
  const found: [string, string][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    found.push([raw[index] ?? "", raw[index + 1] ?? ""]);
  }
  return found;
}

/** The body as it is changed; what breaks one off breaks off the others. */
function rewritten(
  answer: IncomingMessage,
  steps: readonly Duplex[],
  response: ServerResponse,
): Readable {
  const last = steps.at(-1);
  if (!last) return answer;
  pipeline([answer, ...steps], (error) => {
    // Whoever follows the answer is told why it ended; the client sees that it is not whole.
    if (error && !response.destroyed) response.destroy();
  });
  response.once("close", () => last.destroy());
  return last;
}

/** Names and values that Node writes as they stand. */
function passedHeaders(
  answer: IncomingMessage,
  isForHttp10: boolean,
  rewrite: Rewrite | null,
): [string, string][] {
  const named = (answer.headers.connection ?? "").split(",").map((name) => name.trim());
  const dropped = new Set([...OF_THE_CONNECTION, ...named.map((name) => name.toLowerCase())]);
  // The first version of HTTP knows no chunks: there, the end of the connection ends the body.
  if (isForHttp10) dropped.add("transfer-encoding");
  const passed = pairs(answer.rawHeaders).filter(([name]) => !dropped.has(name.toLowerCase()));
  return rewrite ? rewrite.headers(passed) : passed;
}
