import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { pairs } from "../gateway/answer.ts";
import type { Observation } from "./observation.ts";

/**
 * Lets an observation see a request that is answered by this program itself, without taking part:
 * listening to the request would set it in motion before its handler is ready.
 *
 * @param request of which nothing has been read
 * @param response of which nothing has been written
 */
export function tap(
  request: IncomingMessage,
  response: ServerResponse,
  observation: Observation,
): void {
  const push = request.push.bind(request);
  request.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
    if (chunk === null) observation.requestEnd();
    else observation.requestChunk(chunk);
    return push(chunk, encoding);
  };
  let isAnswered = false;
  const answered = (status: number, given: unknown) => {
    if (isAnswered) return;
    isAnswered = true;
    observation.answer(status, { ...named(response.getHeaders()), ...named(given) });
  };
  const written = (chunk: unknown, encoding: unknown) => {
    // Nothing was said of status and headers before.
    answered(response.statusCode, {});
    if (typeof chunk === "string") {
      const isNamed = typeof encoding === "string" && Buffer.isEncoding(encoding);
      observation.answerChunk(Buffer.from(chunk, isNamed ? encoding : "utf8"));
    } else if (chunk instanceof Uint8Array) {
      observation.answerChunk(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    }
  };
  watch(response, "writeHead", ([status, ...more]) => {
    answered(
      Number(status),
      more.find((value) => typeof value === "object"),
    );
  });
  watch(response, "write", ([chunk, encoding]) => written(chunk, encoding));
  watch(response, "end", ([chunk, encoding]) => written(chunk, encoding));
  response.once("finish", observation.end);
  response.once("close", () => {
    if (!response.writableFinished) observation.left();
  });
}

/** Looks at what a method is called with, each time before it does its work. */
function watch(
  response: ServerResponse,
  name: "writeHead" | "write" | "end",
  look: (args: readonly unknown[]) => void,
): void {
  const method: (...args: never[]) => unknown = response[name];
  Object.assign(response, {
    [name]: (...args: unknown[]) => {
      look(args);
      return Reflect.apply(method, response, args);
    },
  });
}

/** Headers as they were handed to `writeHead`, by their lower-case names. */
function named(given: unknown): IncomingHttpHeaders {
  const entries = Array.isArray(given)
    ? Array.isArray(given[0])
      ? given
      : pairs(given)
    : Object.entries(given ?? {});
  return Object.fromEntries(
    entries.map(([name, value]) => [
      String(name).toLowerCase(),
      Array.isArray(value) ? value : String(value),
    ]),
  );
}
