/**
 * What happens during `chatkit dev`, told once and read by everybody: the terminal's lines, the JSON
 * lines of `--json`, and the inspector. Everything in here is masked before it is told: no event
 * ever holds a key, a client secret, a cookie or an authorization header whole.
 */

/** Which part of ChatKit a request belongs to. */
export type ExchangeKind =
  /** A request of the self-hosted protocol (facts 3.1), whatever its path. */
  | "protocol"
  /** A request of the session endpoint, answered by us or by the app. */
  | "session"
  /** An upload or a download of an attachment's bytes. */
  | "attachment"
  /** A request of the app's to OpenAI's API, or to its stand-in, that went by way of here. */
  | "api";

/** A body as it was seen, cut at a bound and with secrets masked. */
export interface SeenBody {
  readonly text: string;
  /** Bytes of the whole body, also of what was cut. */
  readonly bytes: number;
  readonly truncated: boolean;
}

/** Something that breaks the protocol, or that the protocol allows and ChatKit does not. */
export interface Fault {
  /** Where in the request or the event, such as `params.input.content.0.text`. */
  readonly path: string;
  readonly message: string;
}

/** One server-sent event of an answer. */
export interface SeenEvent {
  /** From 0 on, within its answer. */
  readonly index: number;
  /** Milliseconds since the request began. */
  readonly atMs: number;
  /** The event's `type`; null when the data is no JSON object with one. */
  readonly type: string | null;
  /** The JSON text behind `data: `, masked and bounded. */
  readonly data: string;
  /** The item that it is about, where it names one. */
  readonly itemId: string | null;
  readonly faults: readonly Fault[];
}

/** A request that belongs to ChatKit, and its answer as far as it has come. */
export interface Exchange {
  /** Unique within this run, and increasing: `x1`, `x2` … */
  readonly id: string;
  readonly kind: ExchangeKind;
  readonly method: string;
  /** Path and query as they were asked for. */
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** `threads.create` …; `session.create`, `session.refresh` …; `attachment.upload` … */
  readonly operation: string;
  /** From the request, or from its first answer that names one. */
  readonly threadId: string | null;
  /** Items that the request names. */
  readonly itemIds: readonly string[];
  readonly request: {
    readonly headers: Readonly<Record<string, string>>;
    readonly body: SeenBody | null;
    readonly faults: readonly Fault[];
  };
  /** Null until the answer's headers are there. */
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly headersMs: number;
    /** Null for a stream, whose events are told one by one, and until the answer has ended. */
    readonly body: SeenBody | null;
    readonly faults: readonly Fault[];
    readonly streaming: boolean;
  } | null;
  readonly events: readonly SeenEvent[];
  /** Events that were seen; more than `events.length` when the oldest bound was reached. */
  readonly eventCount: number;
  /** Null until the first event, and for answers that are no stream. */
  readonly firstEventMs: number | null;
  /** Null while the answer goes on. */
  readonly endedMs: number | null;
  /** Null unless something failed: plain words, and what to do about it. */
  readonly failure: {
    readonly message: string;
    readonly hint: string | null;
    /** OpenAI's `x-request-id`, or the app's own. */
    readonly requestId: string | null;
  } | null;
}

/** A ChatKit session that this run minted or cancelled, without its secret. */
export interface SeenSession {
  readonly id: string;
  readonly user: string;
  readonly workflow: string;
  /** Milliseconds since 1970. */
  readonly mintedAt: number;
  readonly expiresAt: number;
  readonly secret: string;
  readonly cancelled: boolean;
  /** Who asked: a page through the endpoint, or the person at the terminal. */
  readonly by: "page" | "terminal";
}

/** What the app's process is doing. */
export type AppState =
  | { readonly state: "starting"; readonly command: string }
  | { readonly state: "ready"; readonly url: string; readonly tookMs: number }
  | {
      readonly state: "crashed";
      readonly exitCode: number | null;
      readonly signal: string | null;
      readonly lastLines: readonly string[];
    }
  | { readonly state: "restarting"; readonly reason: string }
  | { readonly state: "stopped" };

/** One thing that happened. `--json` prints each as one line, with `at` in milliseconds since 1970. */
export type DevEvent =
  | { readonly type: "exchange.started"; readonly exchange: Exchange }
  /** The answer's headers are there. */
  | { readonly type: "exchange.answered"; readonly exchange: Exchange }
  | { readonly type: "exchange.event"; readonly id: string; readonly event: SeenEvent }
  | { readonly type: "exchange.ended"; readonly exchange: Exchange }
  | { readonly type: "session.minted"; readonly session: SeenSession }
  | { readonly type: "session.cancelled"; readonly session: SeenSession }
  | { readonly type: "app"; readonly app: AppState }
  | { readonly type: "app.output"; readonly stream: "stdout" | "stderr"; readonly line: string }
  | { readonly type: "warning"; readonly message: string; readonly hint: string | null }
  | { readonly type: "cleared" };
