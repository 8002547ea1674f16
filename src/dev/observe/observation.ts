import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { performance } from "node:perf_hooks";
import type { EventLog } from "../event-log.ts";
import type { Exchange, ExchangeKind } from "../events.ts";
import { type AnswerSide, answerSide } from "./answer-side.ts";
import { LONGEST_TEXT } from "./body-copy.ts";
import type { ReadEvent } from "./event-stream.ts";
import { BROKEN_OFF, type Failure, failureOfEvent, LEFT } from "./failures.ts";
import type { Mask } from "./mask.ts";
import { type RecognisedRequest, threadOf } from "./recognise.ts";
import { requestSide } from "./request-side.ts";

/** Follows one request and its answer, without touching either. */
export interface Observation {
  requestChunk(chunk: Buffer): void;
  requestEnd(): void;
  /** The answer's headers are there. */
  answer(status: number, headers: IncomingHttpHeaders): void;
  answerChunk(chunk: Buffer): void;
  /** The answer is complete. */
  end(): void;
  /** There is no answer, or no whole one. */
  fail(failure: Failure): void;
  /** The app broke off its answer. */
  brokenOff(): void;
  /** The client is gone. */
  left(): void;
}

/** What a request is about. */
export interface Subject {
  readonly kind: ExchangeKind;
  readonly operation: string;
}

export interface ObservationOptions {
  readonly request: IncomingMessage;
  readonly nextId: () => string;
  /** Null where the body has to tell, or else the answer. */
  readonly subject: Subject | null;
  readonly log: EventLog;
  readonly mask: Mask;
  /** Names what an answer shows its request to be, where nothing did before. */
  readonly subjectOfAnswer: (answer: unknown) => Subject | null;
  /** Gets the answer of an exchange that went well, where it is JSON. */
  readonly onAnswer: (subject: Subject, answer: unknown) => void;
  /** Is told of a fault of this program, after which the request passes unseen. */
  readonly onError: (error: unknown) => void;
}

/** Starts to follow a request. */
export function observe(options: ObservationOptions): Observation {
  const { request, log, mask } = options;
  const startedAt = Date.now();
  const began = performance.now();
  const elapsed = () => Math.round((performance.now() - began) * 10) / 10;
  let hasFailed = false;
  /** Whoever looks on may not break what passes. */
  const guard =
    <Args extends unknown[]>(look: (...args: Args) => void) =>
    (...args: Args): void => {
      if (hasFailed) return;
      try {
        look(...args);
      } catch (error) {
        hasFailed = true;
        options.onError(error);
      }
    };

  /** Null for as long as it may be anybody's; then it is told under its id. */
  let subject: Subject | null = null;
  let id = "";
  let isRecognised = false;
  let recognised: RecognisedRequest | null = null;
  let answer: AnswerSide | null = null;
  let threadId: string | null = null;
  let eventCount = 0;
  let firstEventMs: number | null = null;
  let failure: Failure | null = null;
  let endedMs: number | null = null;

  const asked = requestSide({ request, mask, guard, onEnd: () => recognise(true) });

  const exchange = (
    { kind, operation }: Subject,
    response: Exchange["response"] = null,
  ): Exchange => ({
    id,
    kind,
    method: request.method ?? "",
    path: mask.text(request.url ?? ""),
    startedAt,
    operation,
    threadId: threadId ?? recognised?.threadId ?? null,
    itemIds: recognised?.itemIds ?? [],
    request: asked.seen(recognised),
    response,
    events: [],
    eventCount,
    firstEventMs,
    endedMs,
    failure: failure && {
      message: mask.words(failure.message),
      hint: failure.hint && mask.words(failure.hint),
      requestId: failure.requestId && mask.words(failure.requestId),
    },
  });
  const begin = (found: Subject | null) => {
    if (!found) return;
    subject = found;
    id = options.nextId();
    log.tell({ type: "exchange.started", exchange: exchange(subject) });
  };

  /** Tells of the request if it is ChatKit's, by what has come of it. */
  const recognise = (isWhole: boolean) => {
    if (isRecognised) return;
    isRecognised = true;
    if (!options.subject) recognised = asked.recognise(isWhole);
    begin(options.subject ?? (recognised && { kind: "protocol", operation: recognised.operation }));
  };

  const tellEvent = (event: ReadEvent) => {
    const { type, itemId } = event;
    const index = eventCount++;
    const atMs = elapsed();
    firstEventMs ??= atMs;
    threadId ??= event.threadId;
    failure ??= failureOfEvent(event.body);
    const data = mask.text(event.data.slice(0, LONGEST_TEXT));
    const faults = mask.faults(event.faults);
    log.tell({ type: "exchange.event", id, event: { index, atMs, type, data, itemId, faults } });
  };

  const finish = () => {
    if (endedMs !== null) return;
    endedMs = elapsed();
    const told = failure ? undefined : answer?.json();
    if (!subject && told !== undefined) begin(options.subjectOfAnswer(told));
    if (!subject) return;
    failure ??= answer?.failure() ?? null;
    threadId ??= threadOf(told);
    const response = answer?.whole(subject.operation) ?? null;
    log.tell({ type: "exchange.ended", exchange: exchange(subject, response) });
    if (told !== undefined) options.onAnswer(subject, told);
  };
  const stop = (reason: Failure) => {
    if (endedMs !== null) return;
    failure ??= reason;
    recognise(false);
    asked.stop();
    answer?.stop();
    finish();
  };

  return {
    requestChunk: guard(asked.push),
    requestEnd: guard(asked.end),
    answer: guard((status: number, headers: IncomingHttpHeaders) => {
      recognise(false);
      answer = answerSide({
        status,
        headers,
        headersMs: elapsed(),
        isKnown: subject !== null,
        isChatKits: subject?.kind !== "api",
        mask,
        guard,
        onEvent: tellEvent,
        onEnd: finish,
      });
      if (!subject) return;
      log.tell({ type: "exchange.answered", exchange: exchange(subject, answer.begun()) });
    }),
    answerChunk: guard((chunk: Buffer) => answer?.push(chunk)),
    end: guard(() => (answer ? answer.end() : finish())),
    fail: guard(stop),
    brokenOff: guard(() => stop(BROKEN_OFF)),
    left: guard(() => stop(LEFT)),
  };
}
