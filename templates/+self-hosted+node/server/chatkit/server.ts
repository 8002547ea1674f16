import { MEBIBYTE, readBody, tooLarge } from "./body.ts";
import { openEventStream } from "./event-stream.ts";
import type { ChatKitHandlers } from "./handlers.ts";
import { newId } from "./ids.ts";
import { answerAtOnce } from "./immediate-answers.ts";
import { runPipeline } from "./pipeline.ts";
import {
  bytesBesideRecording,
  type ChatKitRequest,
  isStreaming,
  parseRequest,
  type StreamingRequest,
} from "./requests.ts";
import { answerJson, answerMethodNotAllowed, answerRefusal } from "./responses.ts";
import type { AttachmentStore, Owner, Store } from "./store.ts";
import { prepareStream, type StreamWork } from "./stream-work.ts";
import { createTurns, TURN_HEADER } from "./turns.ts";
import { createWire } from "./wire.ts";

export type { AudioInput, ChatKitHandlers, Turn } from "./handlers.ts";

/** How long an answer that goes on without its client waits for one that reads slowly. */
const PATIENCE_MS = 5_000;

/** What a request may hold. */
export interface ChatKitLimits {
  /** Size of a request in bytes. */
  readonly bodyBytes: number;
  /** Size of a request that holds a recording, in bytes. */
  readonly dictationBytes: number;
  readonly attachmentsPerMessage: number;
}

const LIMITS: ChatKitLimits = {
  bodyBytes: MEBIBYTE,
  dictationBytes: 25 * MEBIBYTE,
  attachmentsPerMessage: 5,
};

export interface ChatKitServerConfig<Context extends Owner> {
  readonly store: Store;
  readonly attachments?: AttachmentStore<Context>;
  readonly handlers: ChatKitHandlers<Context>;
  /** Sees every valid request before it is worked on; what it throws, `handle` throws. */
  readonly admit?: (request: ChatKitRequest, context: Context) => void | Promise<void>;
  /** Makes ids for threads; `thr_…` unless said otherwise. */
  readonly newThreadId?: () => string;
  /** Is told of every failure that the client learns nothing about. */
  readonly onError: (error: unknown) => void;
  /** 1 MiB a request, 25 MiB a recording and 5 attachments a message, unless said otherwise. */
  readonly limits?: Partial<ChatKitLimits>;
}

/** ChatKit's protocol over `Request` and `Response`. */
export interface ChatKitServer<Context extends Owner> {
  /**
   * Answers one request of the client, a POST.
   *
   * What is refused (`RequestError`) or not there (`NotFoundError`) is answered with a status and
   * `{"error": {"code", "message", "hint"?}}`.
   *
   * @throws whatever else `admit`, the store or a handler throws before a stream has begun
   */
  handle(request: Request, context: Context): Promise<Response>;
  /** Stops an answer that may go on without its connection, in whichever copy it runs. */
  stop(turnId: string, context: Context): Promise<void>;
  /** Stops the answers of this copy, and waits a few seconds until what had been said is kept. */
  close(): Promise<void>;
}

/** Creates a server that answers ChatKit's client. */
export function createChatKitServer<Context extends Owner>(
  config: ChatKitServerConfig<Context>,
): ChatKitServer<Context> {
  const { store, attachments, handlers, admit, newThreadId = () => newId("thread") } = config;
  const onError = (error: unknown) => {
    try {
      config.onError(error);
    } catch (failure) {
      console.error(failure, error);
    }
  };
  const limits = { ...LIMITS, ...config.limits };
  const wire = createWire(attachments);
  const turns = createTurns(store, onError);
  const shared = { store, attachments, handlers, wire, turns, onError };

  const read = async (request: Request) => {
    const { bodyBytes, dictationBytes } = limits;
    const body = await readBody(request, Math.max(bodyBytes, dictationBytes));
    if (body.length > bodyBytes && bytesBesideRecording(body) > bodyBytes) {
      throw tooLarge(bodyBytes);
    }
    const parsed = parseRequest(body);
    // Only the request that takes a recording may be that long.
    if (body.length > bodyBytes && parsed.type !== "input.transcribe") {
      throw tooLarge(bodyBytes);
    }
    return parsed;
  };

  const stream = (
    { thread, begin, events }: StreamWork<Context>,
    request: Request,
    context: Context,
  ) => {
    const turn = turns.open({
      threadId: thread.id,
      owner: context,
      id: request.headers.get(TURN_HEADER),
    });
    const { signal } = turn;
    const { response, send, end } = openEventStream({
      onGone: turn.leave,
      patienceMs: turn.outlives ? PATIENCE_MS : undefined,
    });
    // A client may be gone before its stream begins, and not every server cancels that one then.
    if (request.signal.aborted) {
      turn.leave();
    } else {
      request.signal.addEventListener("abort", turn.leave, { once: true });
    }
    const answer = runPipeline({
      ...shared,
      thread,
      context,
      signal,
      send,
      async begin(tell) {
        await turn.begin();
        await begin?.(tell);
      },
      events: () => events({ thread, context, signal }),
    });
    void answer.then(turn.end).then(end);
    return response;
  };

  const prepare = async (request: StreamingRequest, context: Context) => {
    const { attachmentsPerMessage } = limits;
    const look = () =>
      prepareStream(request, context, { store, handlers, attachmentsPerMessage, newThreadId });
    const work = await look();
    if (request.type === "threads.create") {
      return work;
    }
    const hasStopped = await turns.stopThread(work.thread.id, context, "outliving");
    // A turn that ends may have changed what the request is about.
    const ready = hasStopped ? await look() : work;
    await ready.claim?.();
    return ready;
  };

  const answer = async (request: Request, context: Context) => {
    const parsed = await read(request);
    await admit?.(parsed, context);
    return isStreaming(parsed)
      ? stream(await prepare(parsed, context), request, context)
      : answerJson(await answerAtOnce(parsed, context, request.signal, shared));
  };

  return {
    async handle(request, context) {
      if (request.method !== "POST") {
        return answerMethodNotAllowed("POST");
      }
      try {
        return await answer(request, context);
      } catch (error) {
        const refusal = answerRefusal(error);
        if (!refusal) {
          throw error;
        }
        return refusal;
      }
    },
    stop: turns.stop,
    close: turns.close,
  };
}
