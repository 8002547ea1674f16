import type { IncomingMessage } from "node:http";
import type { Exchange } from "../events.ts";
import { copyBody, isText, LONGEST_TEXT, seenBody, textStart } from "./body-copy.ts";
import type { Mask } from "./mask.ts";
import { type RecognisedRequest, recogniseRequest } from "./recognise.ts";

/** A request as it is seen on its way. */
export interface RequestSide {
  push(chunk: Buffer): void;
  end(): void;
  stop(): void;
  /**
   * Reads whether what has come is a request of the protocol.
   *
   * @param isWhole false where the answer, or the end of the connection, came before the rest
   */
  recognise(isWhole: boolean): RecognisedRequest | null;
  /** As an exchange tells it. */
  seen(recognised: RecognisedRequest | null): Exchange["request"];
}

/** How much of the end of a long body is looked at, in characters. */
const LONGEST_END = 4 * 1024;

/**
 * @param guard keeps a fault from what passes
 * @param onEnd called when the body is there
 */
export function requestSide(options: {
  readonly request: IncomingMessage;
  readonly mask: Mask;
  readonly guard: <Args extends unknown[]>(
    look: (...args: Args) => void,
  ) => (...args: Args) => void;
  readonly onEnd: () => void;
}): RequestSide {
  const { request, mask, guard } = options;
  const start = textStart(LONGEST_TEXT);
  let end = "";
  let told: { readonly bytes: number; readonly seen: Omit<Exchange["request"], "faults"> } | null =
    null;
  const copy = copyBody({
    encoding: isText(request.headers) ? (request.headers["content-encoding"] ?? "") : null,
    onText: guard((text: string) => {
      start.add(text);
      if (start.truncated) end = (end + text).slice(-LONGEST_END);
    }),
    onEnd: guard(options.onEnd),
  });

  return {
    push: copy.push,
    end: copy.end,
    stop: copy.stop,
    recognise: (isWhole) => recogniseRequest(start.text, isWhole && !start.truncated ? null : end),
    seen: (recognised) => {
      // An exchange is told several times, and a long body takes a while to mask.
      if (told?.bytes !== copy.bytes) {
        const body = copy.bytes === 0 ? null : seenBody(start, copy.bytes, mask.text);
        told = { bytes: copy.bytes, seen: { headers: mask.headers(request.headers), body } };
      }
      return { ...told.seen, faults: mask.faults(recognised?.faults ?? []) };
    },
  };
}
