import type { DevEvent, Exchange, SeenEvent, SeenSession } from "./events.ts";

/** Remembers what happened, within bounds, and tells it to whoever listens. */
export interface EventLog {
  /**
   * Remembers an event and tells it.
   *
   * The log alone keeps the events of an exchange: whoever tells of an exchange leaves its `events`
   * empty, and every listener gets it with those that are kept.
   */
  tell(event: DevEvent): void;
  /** What is remembered, oldest first. */
  readonly exchanges: readonly Exchange[];
  readonly sessions: readonly SeenSession[];
  exchange(id: string): Exchange | undefined;
  /** @returns ends the subscription */
  subscribe(listener: (event: DevEvent) => void): () => void;
  /** Forgets all exchanges and tells `cleared`. */
  clear(): void;
}

/** How much a log keeps; what is older is forgotten first. */
export interface EventLogLimits {
  readonly exchanges: number;
  readonly eventsPerExchange: number;
  readonly sessions: number;
  /** Characters of all bodies and events together. */
  readonly characters: number;
}

const DEFAULT_LIMITS: EventLogLimits = {
  exchanges: 200,
  eventsPerExchange: 2_000,
  sessions: 200,
  characters: 32 * 1024 * 1024,
};

interface Kept {
  exchange: Exchange;
  readonly events: SeenEvent[];
  /** Characters of its bodies and of its events. */
  bodies: number;
  data: number;
}

/**
 * Makes an empty log.
 *
 * @param limits where they differ from 200 exchanges, 2,000 events each, 200 sessions and 32 Mi
 * characters in all
 */
export function createEventLog(limits: Partial<EventLogLimits> = {}): EventLog {
  const bounds = { ...DEFAULT_LIMITS, ...limits };
  const kept = new Map<string, Kept>();
  const sessions: SeenSession[] = [];
  const listeners = new Set<(event: DevEvent) => void>();
  let characters = 0;

  const forget = (id: string) => {
    const one = kept.get(id);
    if (one) characters -= one.bodies + one.data;
    kept.delete(id);
  };

  const dropOldestEvent = (one: Kept) => {
    const size = one.events.shift()?.data.length ?? 0;
    one.data -= size;
    characters -= size;
  };

  /** Makes room, and spares the exchange that is being told of for as long as there is another. */
  const makeRoom = (current: string) => {
    for (const id of kept.keys()) {
      if (kept.size <= bounds.exchanges && characters <= bounds.characters) return;
      if (id !== current) forget(id);
    }
    const last = kept.get(current);
    while (last && characters > bounds.characters && last.events.length > 0) dropOldestEvent(last);
  };

  const keepExchange = (exchange: Exchange): Exchange => {
    const known = kept.get(exchange.id);
    const one: Kept = known ?? { exchange, events: [], bodies: 0, data: 0 };
    one.exchange = { ...exchange, events: one.events };
    const bodies =
      (exchange.request.body?.text.length ?? 0) + (exchange.response?.body?.text.length ?? 0);
    characters += bodies - one.bodies;
    one.bodies = bodies;
    kept.set(exchange.id, one);
    makeRoom(exchange.id);
    return one.exchange;
  };

  const keepEvent = (id: string, event: SeenEvent) => {
    const one = kept.get(id);
    if (!one) return;
    one.events.push(event);
    one.data += event.data.length;
    characters += event.data.length;
    if (one.events.length > bounds.eventsPerExchange) dropOldestEvent(one);
    one.exchange = { ...one.exchange, eventCount: event.index + 1 };
    makeRoom(id);
  };

  const keepSession = (session: SeenSession) => {
    const index = sessions.findIndex(({ id }) => id === session.id);
    if (index >= 0) sessions[index] = session;
    else sessions.push(session);
    if (sessions.length > bounds.sessions) sessions.shift();
  };

  const keep = (event: DevEvent): DevEvent => {
    switch (event.type) {
      case "exchange.started":
        return { ...event, exchange: keepExchange(event.exchange) };
      case "exchange.answered":
      case "exchange.ended":
        // One that was forgotten meanwhile is told, and not remembered again.
        return kept.has(event.exchange.id)
          ? { ...event, exchange: keepExchange(event.exchange) }
          : event;
      case "exchange.event":
        keepEvent(event.id, event.event);
        return event;
      case "session.minted":
      case "session.cancelled":
        keepSession(event.session);
        return event;
      default:
        return event;
    }
  };

  const tell = (event: DevEvent) => {
    const told = keep(event);
    for (const listener of [...listeners]) listener(told);
  };

  return {
    tell,
    get exchanges() {
      return [...kept.values()].map(({ exchange }) => exchange);
    },
    get sessions() {
      return [...sessions];
    },
    exchange: (id) => kept.get(id)?.exchange,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    clear: () => {
      kept.clear();
      characters = 0;
      tell({ type: "cleared" });
    },
  };
}
