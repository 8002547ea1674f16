import type { ClientRequest, IncomingMessage, ServerResponse } from "node:http";

/** What belongs to the connection to the app, and not to its answer. */
const OF_THE_CONNECTION = ["connection", "keep-alive", "proxy-connection", "upgrade"];

/**
 * Passes an answer on as it comes: status, reason, headers with their case, order and repetitions,
 * every chunk at once, trailers.
 */
export function passAnswer(
  answer: IncomingMessage,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  response.sendDate = false;
  response.writeHead(
    answer.statusCode ?? 502,
    answer.statusMessage ?? "",
    passedHeaders(answer, request.httpVersion === "1.0"),
  );
  let hasBegun = false;
  answer.pipe(response, { end: false });
  answer.once("data", () => {
    hasBegun = true;
  });
  answer.once("end", () => {
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

/** The flat list of names and values that Node writes as it stands. */
function passedHeaders(answer: IncomingMessage, isForHttp10: boolean): string[] {
  const named = (answer.headers.connection ?? "").split(",").map((name) => name.trim());
  const dropped = new Set([...OF_THE_CONNECTION, ...named.map((name) => name.toLowerCase())]);
  // The first version of HTTP knows no chunks: there, the end of the connection ends the body.
  if (isForHttp10) dropped.add("transfer-encoding");
  return pairs(answer.rawHeaders)
    .filter(([name]) => !dropped.has(name.toLowerCase()))
    .flat();
}
