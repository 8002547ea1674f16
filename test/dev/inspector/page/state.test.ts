import { describe, expect, test } from "vitest";
import type { Exchange } from "../../../../src/dev/events.ts";
import { type LiveMessage, summarise } from "../../../../src/dev/inspector/messages.ts";
import {
  apply,
  filtered,
  type GROUPS,
  INITIAL,
  routeOf,
  type State,
} from "../../../../src/dev/inspector/page/state.ts";
import { answered, delta, event, exchange, session, streamed } from "../inspected.ts";

const told = (exchange: Exchange): LiveMessage => ({
  type: "exchange",
  exchange: summarise(exchange),
});
const stateAfter = (messages: readonly LiveMessage[], state: State = INITIAL) =>
  messages.reduce(apply, state);

describe("what is told", () => {
  test("of one request is one entry, in the place where it began", () => {
    const first = exchange({ id: "x1" });
    const second = exchange({ id: "x2" });
    const state = stateAfter([told(first), told(second), told({ ...first, response: streamed })]);
    expect(state.exchanges.map(({ id, status }) => [id, status])).toEqual([
      ["x1", 200],
      ["x2", null],
    ]);
  });

  test("of an event counts it, its time and its faults", () => {
    const broken = event(1, 90, { type: "thread.item.don" });
    const state = stateAfter([
      told(exchange()),
      { type: "event", id: "x1", event: delta(0, 84, "a") },
      { type: "event", id: "x1", event: broken },
    ]);
    expect(state.exchanges[0]).toMatchObject({ eventCount: 2, firstEventMs: 84, faultCount: 1 });
  });

  test("of an event is added to what is open, unless one in between is missing", () => {
    const open = { ...INITIAL, detail: exchange() };
    const first: LiveMessage = { type: "event", id: "x1", event: delta(0, 84, "a") };
    const third: LiveMessage = { type: "event", id: "x1", event: delta(2, 99, "c") };
    const state = stateAfter([told(exchange()), first, third], open);
    expect(state.detail?.events.map(({ index }) => index)).toEqual([0]);
    expect(state.exchanges[0]?.eventCount).toBe(3);
  });

  test("at the end of a request that was cleared brings it not back", () => {
    const ended = { ...exchange(), response: answered({}), endedMs: 9 };
    expect(stateAfter([told(exchange()), { type: "cleared" }, told(ended)]).exchanges).toEqual([]);
  });

  test("of a thousand requests keeps the newest two hundred", () => {
    const many = Array.from({ length: 1000 }, (_, at) => told(exchange({ id: `x${at}` })));
    const { exchanges } = stateAfter(many);
    expect([exchanges.length, exchanges.at(-1)?.id]).toEqual([200, "x999"]);
  });

  test("of the same warning again is one warning, the newest", () => {
    const warn = (at: number, message: string): LiveMessage => ({
      type: "notice",
      notice: { at, message, hint: null },
    });
    const { notices } = stateAfter([warn(1, "one"), warn(2, "two"), warn(3, "one")]);
    expect(notices.map(({ at, message }) => [at, message])).toEqual([
      [2, "two"],
      [3, "one"],
    ]);
  });

  test("of a session that is cancelled replaces it", () => {
    const state = stateAfter([
      { type: "session", session: session() },
      { type: "session", session: session({ cancelled: true }) },
    ]);
    expect(state.sessions).toMatchObject([{ id: "cksess_1", cancelled: true }]);
  });
});

describe("the filter", () => {
  const exchanges = [
    exchange({ id: "x1", operation: "threads.create", threadId: "thr_a" }),
    exchange({ id: "x2", operation: "session.create", kind: "session", threadId: null }),
    exchange({ id: "x3", operation: "attachment.upload", kind: "attachment", path: "/files/A" }),
    exchange({ id: "x4", operation: "threads.list", response: answered({}, { status: 500 }) }),
    exchange({
      id: "x5",
      itemIds: ["msg_9"],
      failure: { message: "Gone", hint: null, requestId: null },
    }),
  ].map(summarise);

  test.each<[(typeof GROUPS)[number], string[]]>([
    ["all", ["x5", "x4", "x3", "x2", "x1"]],
    ["chat", ["x5", "x4", "x1"]],
    ["sessions", ["x2"]],
    ["files", ["x3"]],
    ["problems", ["x5", "x4"]],
  ])("%s leaves %j, newest first", (group, ids) => {
    expect(filtered(exchanges, { group, text: "" }).map(({ id }) => id)).toEqual(ids);
  });

  test.each([
    ["operation", "threads.cre", ["x1"]],
    ["thread", "THR_A", ["x1"]],
    ["path", "/files/a", ["x3"]],
    ["status", "500", ["x4"]],
    ["item", "msg_9", ["x5"]],
    ["words of a failure", "gone", ["x5"]],
    ["several words at once", "create session", ["x2"]],
    ["what is not there", "create gone", []],
  ])("finds by %s", (_name, text, ids) => {
    expect(filtered(exchanges, { group: "all", text }).map(({ id }) => id)).toEqual(ids);
  });
});

test.each([
  ["", { tab: "requests", id: null }],
  ["#/requests", { tab: "requests", id: null }],
  ["#/requests/x7", { tab: "requests", id: "x7" }],
  ["#/sessions", { tab: "sessions" }],
  ["#/what", { tab: "requests", id: null }],
])("the address %j shows %j", (hash, route) => {
  expect(routeOf(hash)).toEqual(route);
});
