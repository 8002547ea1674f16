import type { IncomingHttpHeaders } from "node:http";
import type { Exchange } from "../events.ts";
import { responseFaults } from "../schema/faults.ts";
import { copyBody, isJson, isText, LONGEST_TEXT, seenBody, textStart } from "./body-copy.ts";
import { type ReadEvent, readEvents } from "./event-stream.ts";
import { type Failure, failureOfAnswer } from "./failures.ts";
import type { Mask } from "./mask.ts";
import { parseJson } from "./recognise.ts";

/** An answer as it is seen on its way. */
export interface AnswerSide {
  push(chunk: Buffer): void;
  end(): void;
  stop(): void;
  /** The whole body where it is JSON, and the status tells of no failure; else undefined. */
  json(): unknown;
  /** What the status and the body tell of a failure. */
  failure(): Failure | null;
  /** As an exchange tells it while it goes on. */
  begun(): NonNullable<Exchange["response"]>;
  /** As an exchange tells it in the end. */
  whole(operation: string): NonNullable<Exchange["response"]>;
}

/**
 * @param options `isKnown`: whether the request is known to be ChatKit's, so that whatever is
 * answered is of interest; `isChatKits`: whether its faults are told; `guard`: keeps a fault from what passes; `onEnd`: called when the body is
 * there, after the last event
 */
export function answerSide(options: {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly headersMs: number;
  readonly isKnown: boolean;
  /** Whether it is to keep to ChatKit's protocol. */
  readonly isChatKits: boolean;
  readonly mask: Mask;
  readonly guard: <Args extends unknown[]>(
    look: (...args: Args) => void,
  ) => (...args: Args) => void;
  readonly onEvent: (event: ReadEvent) => void;
  readonly onEnd: () => void;
}): AnswerSide {
  const { status, headers, headersMs, isKnown, mask, guard } = options;
  const streaming = /^text\/event-stream\b/i.test(headers["content-type"] ?? "");
  const reader = streaming && isKnown ? readEvents(options.onEvent, options.isChatKits) : null;
  // Of what nothing is known yet, only JSON can tell something.
  const isRead = isKnown ? isText(headers) : isJson(headers);
  const start = textStart(LONGEST_TEXT);
  const copy = copyBody({
    encoding: isRead ? (headers["content-encoding"] ?? "") : null,
    onText: guard((text: string) => (reader ? reader.feed(text) : start.add(text))),
    onEnd: guard(options.onEnd),
  });

  const json = () =>
    // What is only part of an answer cannot be read.
    status >= 300 || streaming || start.truncated ? undefined : parseJson(start.text);
  const begun = () => {
    const masked = mask.headers(headers);
    return { status, headers: masked, headersMs, body: null, faults: [], streaming };
  };
  return {
    push: copy.push,
    end: copy.end,
    stop: copy.stop,
    json,
    failure: () => (streaming ? null : failureOfAnswer(status, headers, start.text)),
    begun,
    whole: (operation) => {
      if (streaming) return begun();
      const answer = json();
      return {
        ...begun(),
        body: copy.bytes === 0 ? null : seenBody(start, copy.bytes, mask.text),
        faults: answer === undefined ? [] : mask.faults(responseFaults(operation, answer)),
      };
    },
  };
}
