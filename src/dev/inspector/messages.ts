import type { AppState, Exchange, ExchangeKind, SeenEvent, SeenSession } from "../events.ts";

/** What the page says of this run besides what happens in it. */
export interface InspectorInfo {
  /** The app's name, such as the one in its package.json. */
  readonly appName: string;
  /** Null where nothing is known of it. */
  readonly backend: "hosted" | "self-hosted" | null;
  /** What the gateway fronts, such as `http://localhost:5173`; null for nothing. */
  readonly target: string | null;
  /** The key that is used, masked, and where it came from; null without one. */
  readonly key: string | null;
  /** What a person has to know to understand what they see, such as of a hosted app. */
  readonly note: string | null;
}

/** What the page knows of this run. */
export interface PageInfo extends InspectorInfo {
  /** The gateway's own address. */
  readonly origin: string;
  /** Whether a session can be made from the page. */
  readonly canMint: boolean;
}

/** An exchange as the list shows it, without bodies and events. */
export interface ExchangeSummary {
  readonly id: string;
  readonly kind: ExchangeKind;
  readonly method: string;
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly operation: string;
  readonly threadId: string | null;
  readonly itemIds: readonly string[];
  /** Null until the answer's headers are there. */
  readonly status: number | null;
  readonly streaming: boolean;
  readonly eventCount: number;
  readonly firstEventMs: number | null;
  /** Null while the answer goes on. */
  readonly endedMs: number | null;
  readonly faultCount: number;
  /** What failed, in plain words. */
  readonly failure: string | null;
  /** The exchange that it repeats, where the inspector sent it. */
  readonly replayOf: string | null;
}

/** Something that a person should know of this run. */
export interface Notice {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly message: string;
  readonly hint: string | null;
}

/** What the server tells the page, each as the data of one server-sent event. */
export type LiveMessage =
  /** First of all, and again whenever the page connects anew. */
  | {
      readonly type: "snapshot";
      readonly info: PageInfo;
      readonly exchanges: readonly ExchangeSummary[];
      readonly sessions: readonly SeenSession[];
      readonly app: AppState | null;
      readonly notices: readonly Notice[];
    }
  | { readonly type: "exchange"; readonly exchange: ExchangeSummary }
  | { readonly type: "event"; readonly id: string; readonly event: SeenEvent }
  | { readonly type: "session"; readonly session: SeenSession }
  | { readonly type: "app"; readonly app: AppState }
  | { readonly type: "notice"; readonly notice: Notice }
  | { readonly type: "cleared" };

/** Notices with one more, which takes the place of one that says the same. */
export function withNotice(notices: readonly Notice[], notice: Notice): readonly Notice[] {
  return [...notices.filter(({ message }) => message !== notice.message), notice];
}

/** The header by which a replayed request names what it repeats; the app sees it too. */
export const REPLAY_HEADER = "x-chatkit-replay-of";

/** What the list shows of an exchange. */
export function summarise(exchange: Exchange): ExchangeSummary {
  const { id, kind, method, path, startedAt, operation, threadId, itemIds } = exchange;
  const { request, response, events, eventCount, firstEventMs, endedMs, failure } = exchange;
  const inEvents = events.reduce((sum, { faults }) => sum + faults.length, 0);
  return {
    id,
    kind,
    method,
    path,
    startedAt,
    operation,
    threadId,
    itemIds,
    status: response?.status ?? null,
    streaming: response?.streaming ?? false,
    eventCount,
    firstEventMs,
    endedMs,
    faultCount: request.faults.length + (response?.faults.length ?? 0) + inEvents,
    failure: failure?.message ?? null,
    replayOf: request.headers[REPLAY_HEADER] ?? null,
  };
}
