import type { AppState, Exchange, SeenSession } from "../../events.ts";
import {
  type ExchangeSummary,
  type LiveMessage,
  type Notice,
  type PageInfo,
  withNotice,
} from "../messages.ts";

/** Everything that the page shows. */
export interface State {
  /** `refused`: the run that this page belongs to has ended. */
  readonly connection: "connecting" | "live" | "lost" | "refused";
  readonly info: PageInfo | null;
  /** Oldest first. */
  readonly exchanges: readonly ExchangeSummary[];
  readonly sessions: readonly SeenSession[];
  readonly app: AppState | null;
  readonly notices: readonly Notice[];
  /** When notices were dismissed, in milliseconds since 1970; older ones are shown no more. */
  readonly dismissedAt: number;
  readonly route: Route;
  /** The exchange that is open, once it is loaded. */
  readonly detail: Exchange | null;
  /** The first events of the rows of `detail` whose data is shown. */
  readonly openEvents: ReadonlySet<number>;
  readonly filter: Filter;
  /** How the last thing that was done went; null when it is told no more. */
  readonly outcome: Outcome | null;
}

/** How something went, in words. */
export interface Outcome {
  readonly text: string;
  readonly isFailure: boolean;
}

/** What the page's address says: `#/requests`, `#/requests/x3`, `#/sessions`. */
export type Route =
  | { readonly tab: "requests"; readonly id: string | null }
  | { readonly tab: "sessions" };

export const GROUPS = ["all", "chat", "sessions", "files", "api", "problems"] as const;
export type Group = (typeof GROUPS)[number];

export interface Filter {
  readonly text: string;
  readonly group: Group;
}

/** As many as the server's log remembers. */
const EXCHANGES_KEPT = 200;

export const INITIAL: State = {
  connection: "connecting",
  info: null,
  exchanges: [],
  sessions: [],
  app: null,
  notices: [],
  dismissedAt: 0,
  route: { tab: "requests", id: null },
  detail: null,
  openEvents: new Set(),
  filter: { text: "", group: "all" },
  outcome: null,
};

/** @param hash of the page's address, with its `#` */
export function routeOf(hash: string): Route {
  const [tab, id] = hash.replace(/^#\//, "").split("/");
  return tab === "sessions" ? { tab } : { tab: "requests", id: id || null };
}

/** What is shown once the server has told this. */
export function apply(state: State, message: LiveMessage): State {
  switch (message.type) {
    case "snapshot": {
      const { type: _, ...told } = message;
      const notices = told.notices.filter(({ at }) => at > state.dismissedAt);
      return { ...state, ...told, notices, connection: "live" };
    }
    case "exchange": {
      const { exchange } = message;
      // One that ends after the list was cleared is remembered by nobody.
      const isForgotten =
        exchange.endedMs !== null && !state.exchanges.some(({ id }) => id === exchange.id);
      if (isForgotten) return state;
      return { ...state, exchanges: placed(state.exchanges, exchange).slice(-EXCHANGES_KEPT) };
    }
    case "event": {
      const { id, event } = message;
      const exchanges = state.exchanges.map((exchange) =>
        exchange.id === id
          ? {
              ...exchange,
              streaming: true,
              eventCount: Math.max(exchange.eventCount, event.index + 1),
              firstEventMs: exchange.firstEventMs ?? event.atMs,
              faultCount: exchange.faultCount + event.faults.length,
            }
          : exchange,
      );
      const { detail } = state;
      const isNext = detail?.id === id && event.index === detail.eventCount;
      return {
        ...state,
        exchanges,
        detail: isNext
          ? {
              ...detail,
              events: [...detail.events, event],
              eventCount: event.index + 1,
              firstEventMs: detail.firstEventMs ?? event.atMs,
            }
          : detail,
      };
    }
    case "session":
      return { ...state, sessions: placed(state.sessions, message.session) };
    case "app":
      return { ...state, app: message.app };
    case "notice":
      return { ...state, notices: withNotice(state.notices, message.notice) };
    case "cleared":
      return { ...state, exchanges: [], detail: null };
  }
}

/** A list with an entry in the place of the one with its id, or else at the end. */
function placed<Entry extends { readonly id: string }>(
  list: readonly Entry[],
  entry: Entry,
): readonly Entry[] {
  const at = list.findIndex(({ id }) => id === entry.id);
  return at === -1 ? [...list, entry] : list.with(at, entry);
}

/** The exchanges that a filter leaves, newest first. */
export function filtered(
  exchanges: readonly ExchangeSummary[],
  filter: Filter,
): readonly ExchangeSummary[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return exchanges
    .filter((exchange) => isOf(exchange, filter.group))
    .filter((exchange) => {
      const text = searchable(exchange);
      return words.every((word) => text.includes(word));
    })
    .toReversed();
}

/** Whether something is wrong with an exchange. */
export function isProblem({ status, failure, faultCount }: ExchangeSummary): boolean {
  return failure !== null || faultCount > 0 || (status ?? 0) >= 400;
}

function isOf(exchange: ExchangeSummary, group: Group): boolean {
  switch (group) {
    case "all":
      return true;
    case "chat":
      return exchange.kind === "protocol";
    case "sessions":
      return exchange.kind === "session";
    case "files":
      return exchange.kind === "attachment";
    case "api":
      return exchange.kind === "api";
    case "problems":
      return isProblem(exchange);
  }
}

function searchable(exchange: ExchangeSummary): string {
  const { id, method, path, operation, threadId, itemIds, status, failure } = exchange;
  return [id, method, path, operation, threadId, ...itemIds, status, failure]
    .join(" ")
    .toLowerCase();
}
