import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { performance } from "node:perf_hooks";
import type { EventLog } from "../event-log.ts";
import type { Exchange, ExchangeKind, Fault } from "../events.ts";
import { responseFaults } from "../schema/faults.ts";
import { type BodyCopy, copyBody, seenBody, textStart } from "./body-copy.ts";
import { type EventReader, type ReadEvent, readEvents } from "./event-stream.ts";
import { BROKEN_OFF, type Failure, failureOfAnswer, failureOfEvent, LEFT } from "./failures.ts";
import type { Mask } from "./mask.ts";
import { parseJson, type RecognisedRequest, recogniseRequest, threadOf } from "./recognise.ts";

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

/** What is known of a request before its body. */
export interface Subject {
  readonly kind: ExchangeKind;
  readonly operation: string;
}

export interface ObservationOptions {
  readonly request: IncomingMessage;
  readonly nextId: () => string;
  /** Null: the body tells, or else the answer. */
  readonly subject: Subject | null;
  readonly log: EventLog;
  readonly mask: Mask;
  /** Names what an answer shows its request to be, where nothing did before. */
  readonly subjectOfAnswer: (answer: unknown) => Subject | null;
  /** Is told of a fault of this program, after which the request passes unseen. */
  readonly onError: (error: unknown) => void;
  /** Gets the answer of an exchange that went well, where it is JSON. */
  readonly onAnswer: (subject: Subject, answer: unknown) => void;
}

/** What is kept of a body, and of an event, in characters. */
const LONGEST_TEXT = 256 * 1024;
/** What is told of an app's own words, in characters. */
const LONGEST_WORDS = 500;
/** How much of the end of a long body is looked at. */
const LONGEST_END = 4 * 1024;

/** Starts to follow a request. */
export function observe(options: ObservationOptions): Observation {
  const { request, log, mask } = options;
  const began = performance.now();
  const startedAt = Date.now();
  const elapsed = () => Math.round((performance.now() - began) * 10) / 10;
  const asked = textStart(LONGEST_TEXT);
  const answered = textStart(LONGEST_TEXT);
  let end = "";
  let subject = options.subject;
  let recognised: RecognisedRequest | null = null;
  let isRequestRead = false;
  let answerCopy: BodyCopy | null = null;
  let answerHeaders: IncomingHttpHeaders = {};
  let reader: EventReader | null = null;
  let threadId: string | null = null;
  let response: Exchange["response"] = null;
  let id = "";
  let eventCount = 0;
  let firstEventMs: number | null = null;
  let endedMs: number | null = null;
  let failure: Failure | null = null;
  let isOver = false;
  let hasFailed = false;

  /** Whoever looks on may not break what passes. */
  const safely =
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

  const requestCopy = copyBody({
    encoding: isText(request.headers) ? (request.headers["content-encoding"] ?? "") : null,
    onText: safely((text: string) => {
      asked.add(text);
      if (asked.truncated) end = (end + text).slice(-LONGEST_END);
    }),
    onEnd: safely(() => identify(true)),
  });

  const exchange = (): Exchange => ({
    id,
    kind: subject?.kind ?? "protocol",
    method: request.method ?? "",
    path: mask.text(request.url ?? ""),
    startedAt,
    operation: subject?.operation ?? "",
    threadId: threadId ?? recognised?.threadId ?? null,
    itemIds: recognised?.itemIds ?? [],
    request: {
      headers: mask.headers(request.headers),
      body: requestCopy.bytes === 0 ? null : seenBody(asked, requestCopy.bytes, mask.text),
      faults: masked(recognised?.faults ?? []),
    },
    response,
    events: [],
    eventCount,
    firstEventMs,
    endedMs,
    failure: failure && {
      message: words(failure.message),
      hint: failure.hint && words(failure.hint),
      requestId: failure.requestId && words(failure.requestId),
    },
  });
  /** What an app says may be of any length. */
  const words = (text: string) => {
    const shown = mask.text(text.slice(0, 4 * LONGEST_WORDS));
    return shown.length > LONGEST_WORDS ? `${shown.slice(0, LONGEST_WORDS)}…` : shown;
  };
  const masked = (faults: readonly Fault[]) =>
    faults.map(({ path, message }) => ({ path: mask.text(path), message: mask.text(message) }));

  const start = () => {
    id = options.nextId();
    log.tell({ type: "exchange.started", exchange: exchange() });
  };
  /**
   * Reads what is there of the request, and tells of it if that is ChatKit's.
   *
   * @param isWhole false where the answer, or the end of the connection, came before the rest
   */
  const identify = (isWhole: boolean) => {
    if (isRequestRead) return;
    isRequestRead = true;
    if (!subject) {
      recognised = recogniseRequest(asked.text, isWhole && !asked.truncated ? null : end);
      if (!recognised) return;
      subject = { kind: "protocol", operation: recognised.operation };
    }
    start();
  };

  const tellEvent = (event: ReadEvent) => {
    const index = eventCount++;
    const atMs = elapsed();
    firstEventMs ??= atMs;
    threadId ??= event.threadId;
    failure ??= failureOfEvent(event.body);
    const data = mask.text(event.data.slice(0, LONGEST_TEXT));
    const { type, itemId } = event;
    const faults = masked(event.faults);
    log.tell({ type: "exchange.event", id, event: { index, atMs, type, data, itemId, faults } });
  };

  const finish = () => {
    if (isOver) return;
    isOver = true;
    endedMs = elapsed();
    // What is only part of an answer cannot be read.
    const answer = failure || reader || answered.truncated ? undefined : parseJson(answered.text);
    const isFine = response !== null && response.status < 300 && answer !== undefined;
    if (!subject && isFine) {
      subject = options.subjectOfAnswer(answer);
      if (subject) start();
    }
    if (!subject) return;
    if (response && !reader) {
      failure ??= failureOfAnswer(response.status, answerHeaders, answered.text);
      const faults = isFine ? responseFaults(subject.operation, answer) : [];
      threadId ??= threadOf(answer);
      const body = answerCopy?.bytes ? seenBody(answered, answerCopy.bytes, mask.text) : null;
      response = { ...response, body, faults: masked(faults) };
    }
    log.tell({ type: "exchange.ended", exchange: exchange() });
    if (isFine) options.onAnswer(subject, answer);
  };
  const stop = (reason: Failure) => {
    if (isOver) return;
    failure ??= reason;
    identify(false);
    requestCopy.stop();
    answerCopy?.stop();
    finish();
  };

  return {
    requestChunk: safely((chunk: Buffer) => requestCopy.push(chunk)),
    requestEnd: safely(() => requestCopy.end()),
    answer: safely((status: number, headers: IncomingHttpHeaders) => {
      identify(false);
      answerHeaders = headers;
      const streaming = /^text\/event-stream\b/i.test(headers["content-type"] ?? "");
      reader = streaming && subject ? readEvents(tellEvent) : null;
      // Of what nothing is known yet, only JSON can tell something.
      const isRead = reader !== null || (subject ? isText(headers) : isJson(headers));
      answerCopy = copyBody({
        encoding: isRead ? (headers["content-encoding"] ?? "") : null,
        onText: safely((text: string) => (reader ? reader.feed(text) : answered.add(text))),
        onEnd: safely(finish),
      });
      response = {
        status,
        headers: mask.headers(headers),
        headersMs: elapsed(),
        body: null,
        faults: [],
        streaming,
      };
      if (subject) log.tell({ type: "exchange.answered", exchange: exchange() });
    }),
    answerChunk: safely((chunk: Buffer) => answerCopy?.push(chunk)),
    end: safely(() => (answerCopy ? answerCopy.end() : finish())),
    fail: safely(stop),
    brokenOff: safely(() => stop(BROKEN_OFF)),
    left: safely(() => stop(LEFT)),
  };
}

function isJson(headers: IncomingHttpHeaders): boolean {
  return /\bjson\b/i.test(headers["content-type"] ?? "");
}

/** Some clients say nothing of the type of their JSON, or that it is plain text. */
function isText(headers: IncomingHttpHeaders): boolean {
  const type = headers["content-type"] ?? "";
  return type === "" || /^text\//i.test(type) || isJson(headers);
}
