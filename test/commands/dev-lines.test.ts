import { describe, expect, test } from "vitest";
import { jsonOf, linesOf } from "../../src/commands/dev-lines.ts";
import type { DevEvent, Exchange, SeenEvent } from "../../src/dev/events.ts";

const AT = new Date(2026, 10, 21, 12, 0, 1).getTime();

function exchange(more: Partial<Exchange> = {}): Exchange {
  return {
    id: "x1",
    kind: "protocol",
    method: "POST",
    path: "/chatkit",
    startedAt: AT,
    operation: "threads.create",
    threadId: null,
    itemIds: [],
    request: { headers: {}, body: null, faults: [] },
    response: null,
    events: [],
    eventCount: 0,
    firstEventMs: null,
    endedMs: null,
    failure: null,
    ...more,
  };
}

function answer(more: Partial<NonNullable<Exchange["response"]>> = {}): Exchange["response"] {
  return {
    status: 200,
    headers: {},
    headersMs: 3,
    body: null,
    faults: [],
    streaming: false,
    ...more,
  };
}

function seen(more: Partial<SeenEvent> = {}): SeenEvent {
  return {
    index: 0,
    atMs: 1,
    type: "thread.created",
    data: "{}",
    itemId: null,
    faults: [],
    ...more,
  };
}

function lines(event: DevEvent, keys = false): string[] {
  return linesOf(event, { keys, now: AT });
}

describe("one line each for a request and for its answer", () => {
  test.each<[string, DevEvent, string]>([
    [
      "a request that begins a thread",
      { type: "exchange.started", exchange: exchange() },
      "12:00:01 → threads.create",
    ],
    [
      "a request of a thread",
      { type: "exchange.started", exchange: exchange({ threadId: "thr_1" }) },
      "12:00:01 → threads.create [thr_1]",
    ],
    [
      "a stream",
      {
        type: "exchange.ended",
        exchange: exchange({
          threadId: "thr_1",
          response: answer({ streaming: true }),
          firstEventMs: 84,
          eventCount: 31,
          endedMs: 1_500,
        }),
      },
      "12:00:02 ← [200] threads.create [thr_1] first event 84 ms, 31 events, 1.5 s",
    ],
    [
      "a stream without an event",
      {
        type: "exchange.ended",
        exchange: exchange({ response: answer({ streaming: true }), endedMs: 20 }),
      },
      "12:00:01 ← [200] threads.create 0 events, 20 ms",
    ],
    [
      "any other answer",
      { type: "exchange.ended", exchange: exchange({ response: answer(), endedMs: 12.4 }) },
      "12:00:01 ← [200] threads.create 12 ms",
    ],
    [
      "no answer",
      { type: "exchange.ended", exchange: exchange({ endedMs: 999 }) },
      "12:00:01 ← [no answer] threads.create 999 ms",
    ],
  ])("%s", (_, event, line) => {
    expect(lines(event)).toEqual([line]);
  });

  test("what the app asks of an API is told where it failed", () => {
    const asked = exchange({ kind: "api", operation: "responses.create" });
    const ended = { ...asked, endedMs: 5, response: answer({ status: 429 }) };
    const failure = { message: "Slow down. (HTTP 429)", hint: null, requestId: null };
    expect(lines({ type: "exchange.started", exchange: asked })).toEqual([]);
    expect(lines({ type: "exchange.ended", exchange: { ...ended, response: answer() } })).toEqual(
      [],
    );
    expect(lines({ type: "exchange.ended", exchange: { ...ended, failure } })).toEqual([
      "12:00:01 ← [429] api responses.create 5 ms",
      "  ✗ Slow down. (HTTP 429)",
    ]);
  });

  test("a failure brings its words, its request id and what to do", () => {
    const failed = exchange({
      response: answer({ status: 502 }),
      endedMs: 5,
      failure: { message: "OpenAI refused.", hint: "Check the key.", requestId: "req_1" },
    });
    expect(lines({ type: "exchange.ended", exchange: failed })).toEqual([
      "12:00:01 ← [502] threads.create 5 ms",
      "  ✗ OpenAI refused. (request req_1)",
      "    Check the key.",
    ]);
  });

  test("faults of request, answer and events are told, the first three of them", () => {
    const fault = { path: "params.x", message: "is missing" };
    const faulty = exchange({
      request: { headers: {}, body: null, faults: [fault] },
      response: answer({ faults: [fault] }),
      events: [seen({ faults: [fault] }), seen({ type: null, faults: [fault, fault] })],
      endedMs: 5,
    });
    expect(lines({ type: "exchange.ended", exchange: faulty }).slice(1)).toEqual([
      "  ! request params.x: is missing",
      "  ! answer params.x: is missing",
      "  ! thread.created params.x: is missing",
      "  ! and 2 more faults",
    ]);
  });

  test("what only the inspector shows makes no line", () => {
    expect(lines({ type: "exchange.event", id: "x1", event: seen() })).toEqual([]);
    expect(lines({ type: "exchange.answered", exchange: exchange() })).toEqual([]);
    expect(lines({ type: "cleared" })).toEqual([]);
  });
});

describe("the app", () => {
  const crashed = {
    type: "app",
    app: { state: "crashed", exitCode: 3, signal: null, lastLines: ["Error: no", "  at all"] },
  } as const;

  test("a crash shows its last lines and the key that starts it again", () => {
    expect(lines(crashed, true)).toEqual([
      "✗ The app ended with exit code 3. Its last lines:",
      "  │ Error: no",
      "  │   at all",
      "  Press r to start it again.",
    ]);
  });

  test("without keys a crash says what else starts it again", () => {
    expect(lines(crashed).at(-1)).toContain("A change of .env starts it again");
  });

  test("a crash by a signal names it", () => {
    const app = { state: "crashed", exitCode: null, signal: "SIGSEGV", lastLines: [] } as const;
    expect(lines({ type: "app", app })[0]).toBe("✗ The app was ended by SIGSEGV.");
  });

  test("one that cannot be started is said to be so", () => {
    const app = { state: "crashed", exitCode: null, signal: null, lastLines: ["gone"] } as const;
    expect(lines({ type: "app", app })[0]).toBe("✗ The app could not be started. Its last lines:");
  });

  test("one that runs elsewhere is waited for", () => {
    const app = { state: "starting", command: "http://localhost:3000/" } as const;
    expect(lines({ type: "app", app })).toEqual(["Waiting for http://localhost:3000/"]);
  });

  test("its own lines have a prefix", () => {
    const line = "ready in 3 ms";
    expect(lines({ type: "app.output", stream: "stdout", line })).toEqual(["app │ ready in 3 ms"]);
  });
});

describe("a session", () => {
  const session = {
    id: "cksess_1",
    user: "me",
    workflow: "wf_1",
    mintedAt: AT,
    expiresAt: AT + 600_000,
    secret: "ek_…cdef",
    cancelled: false,
    by: "page",
  } as const;

  test("is told with whom and what it is for", () => {
    expect(lines({ type: "session.minted", session })).toEqual([
      "12:00:01 ✦ session cksess_1 for me, wf_1, until 12:10:01, asked by a page",
    ]);
  });

  test("of an app's own endpoint is told with what is known of it", () => {
    const seen = { ...session, user: "unknown", workflow: "unknown" };
    expect(lines({ type: "session.minted", session: seen })).toEqual([
      "12:00:01 ✦ session cksess_1, until 12:10:01, asked by a page",
    ]);
  });
});

test("a hint of several lines keeps them, so that they can be copied", () => {
  const event: DevEvent = {
    type: "warning",
    message: "It runs.",
    hint: "Start it with:\n  A=1\n  B=2",
  };
  expect(lines(event)).toEqual(["! It runs.", "  Start it with:", "    A=1", "    B=2"]);
});

test("nothing that an app or a page says steers the terminal", () => {
  const evil = "\u001b]0;owned\u0007\u001b[2Jx\r\ny\u009b31m\ttab";
  const all: DevEvent[] = [
    { type: "app.output", stream: "stdout", line: evil },
    { type: "exchange.started", exchange: exchange({ operation: evil, threadId: evil }) },
    {
      type: "exchange.ended",
      exchange: exchange({
        request: { headers: {}, body: null, faults: [{ path: evil, message: evil }] },
        failure: { message: evil, hint: evil, requestId: evil },
      }),
    },
    { type: "app", app: { state: "crashed", exitCode: 1, signal: null, lastLines: [evil] } },
    { type: "app", app: { state: "starting", command: evil } },
    { type: "app", app: { state: "restarting", reason: evil } },
    { type: "warning", message: evil, hint: evil },
  ];
  for (const line of all.flatMap((event) => lines(event))) expect(line).not.toMatch(/\p{Cc}/u);
});

describe("--json", () => {
  test("has the time, and the type first of all", () => {
    expect(JSON.stringify(jsonOf({ type: "cleared" }, 5))).toBe('{"type":"cleared","at":5}');
  });

  test("leaves out of an exchange the events that were told one by one", () => {
    const told = jsonOf({ type: "exchange.ended", exchange: exchange({ events: [seen()] }) }, 5);
    expect(told.exchange).not.toHaveProperty("events");
    expect(told).toMatchObject({ type: "exchange.ended", at: 5, exchange: { id: "x1" } });
  });
});
