import { describe, expect, test } from "vitest";
import { createEventLog } from "../../src/dev/event-log.ts";
import type { DevEvent, Exchange, SeenEvent, SeenSession } from "../../src/dev/events.ts";

const exchange = (id: string, text = ""): Exchange => ({
  id,
  kind: "protocol",
  method: "POST",
  path: "/chatkit",
  startedAt: 0,
  operation: "threads.list",
  threadId: null,
  itemIds: [],
  request: { headers: {}, body: { text, bytes: text.length, truncated: false }, faults: [] },
  response: null,
  events: [],
  eventCount: 0,
  firstEventMs: null,
  endedMs: null,
  failure: null,
});
const seen = (index: number, data = "{}"): SeenEvent => ({
  index,
  atMs: index,
  type: "notice",
  data,
  itemId: null,
  faults: [],
});
const session = (id: string, cancelled = false): SeenSession => ({
  id,
  user: "u",
  workflow: "wf_1",
  mintedAt: 0,
  expiresAt: 1,
  secret: "ek_…1",
  cancelled,
  by: "page",
});

const started = (id: string, text?: string): DevEvent => ({
  type: "exchange.started",
  exchange: exchange(id, text),
});
const ended = (id: string): DevEvent => ({
  type: "exchange.ended",
  exchange: { ...exchange(id), endedMs: 5 },
});

describe("it remembers", () => {
  test("exchanges with their events, and hands both to who listens", () => {
    const log = createEventLog();
    const told: DevEvent[] = [];
    const stop = log.subscribe((event) => told.push(event));
    log.tell(started("x1"));
    log.tell({ type: "exchange.event", id: "x1", event: seen(0) });
    log.tell(ended("x1"));
    stop();
    log.tell(started("x2"));
    expect(log.exchanges.map(({ id }) => id)).toEqual(["x1", "x2"]);
    expect(log.exchange("x1")).toMatchObject({ endedMs: 5, events: [{ index: 0 }] });
    expect(told).toHaveLength(3);
    expect(told[2]).toMatchObject({ type: "exchange.ended", exchange: { events: [{ index: 0 }] } });
  });

  test("sessions, and that one was cancelled", () => {
    const log = createEventLog({ sessions: 2 });
    for (const id of ["a", "b", "c"]) log.tell({ type: "session.minted", session: session(id) });
    log.tell({ type: "session.cancelled", session: session("b", true) });
    expect(log.sessions.map(({ id, cancelled }) => [id, cancelled])).toEqual([
      ["b", true],
      ["c", false],
    ]);
  });
});

describe("it forgets", () => {
  test("the oldest exchange past its number", () => {
    const log = createEventLog({ exchanges: 2 });
    for (const id of ["x1", "x2", "x3"]) log.tell(started(id));
    log.tell(ended("x1"));
    expect(log.exchanges.map(({ id }) => id)).toEqual(["x2", "x3"]);
  });

  test("the oldest events of an exchange, and counts them", () => {
    const log = createEventLog({ eventsPerExchange: 2 });
    log.tell(started("x1"));
    for (const index of [0, 1, 2])
      log.tell({ type: "exchange.event", id: "x1", event: seen(index) });
    expect(log.exchange("x1")).toMatchObject({
      eventCount: 3,
      events: [{ index: 1 }, { index: 2 }],
    });
  });

  test("the oldest exchanges past its size, then the oldest events of the last one", () => {
    const log = createEventLog({ characters: 100 });
    log.tell(started("x1", "a".repeat(60)));
    log.tell(started("x2", "b".repeat(30)));
    expect(log.exchanges.map(({ id }) => id)).toEqual(["x1", "x2"]);
    log.tell({ type: "exchange.event", id: "x2", event: seen(0, "c".repeat(40)) });
    expect(log.exchanges.map(({ id }) => id)).toEqual(["x2"]);
    log.tell({ type: "exchange.event", id: "x2", event: seen(1, "d".repeat(40)) });
    expect(log.exchange("x2")?.events.map(({ index }) => index)).toEqual([1]);
  });

  test("everything at once, also what goes on meanwhile", () => {
    const log = createEventLog();
    const told: string[] = [];
    log.subscribe(({ type }) => told.push(type));
    log.tell(started("x1"));
    log.clear();
    log.tell({ type: "exchange.answered", exchange: exchange("x1") });
    log.tell(ended("x1"));
    expect(log.exchanges).toEqual([]);
    expect(told).toEqual(["exchange.started", "cleared", "exchange.answered", "exchange.ended"]);
  });
});
