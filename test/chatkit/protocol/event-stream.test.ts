import { afterEach, expect, test, vi } from "vitest";
import { openEventStream } from "../../../templates/+self-hosted+node/server/chatkit/event-stream.ts";
import type { ThreadStreamEvent } from "../../../templates/+self-hosted+node/server/chatkit/types.ts";

const event = (text: string): ThreadStreamEvent => ({ type: "progress_update", text });
const frame = (text: string) => `data: {"type":"progress_update","text":"${text}"}\n\n`;
const BIG = "x".repeat(100_000);

function open(patienceMs?: number) {
  const onGone = vi.fn();
  const stream = openEventStream({ onGone, patienceMs });
  const reader = stream.response.body?.pipeThrough(new TextDecoderStream()).getReader();
  return { ...stream, onGone, read: async () => reader?.read(), leave: () => reader?.cancel() };
}

afterEach(() => {
  vi.useRealTimers();
});

test("says what it is", () => {
  const { status, headers } = openEventStream({ onGone: () => undefined }).response;
  expect(status).toBe(200);
  expect(Object.fromEntries(headers)).toEqual({
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
});

test("frames each event, and ends without a last word", async () => {
  const { response, send, end } = openEventStream({ onGone: () => undefined });
  send(event("eins\nzwei"));
  send(event("drei\u2028ü"));
  end();
  end();
  send(event("late"));
  expect(await response.text()).toBe(frame("eins\\nzwei") + frame("drei\u2028ü"));
});

test("a stream without events ends as well", async () => {
  const { response, end } = openEventStream({ onGone: () => undefined });
  setTimeout(end, 5);
  expect(await response.text()).toBe("");
});

test("what is ready travels together, and what comes alone travels alone", async () => {
  const { send, end, read } = open();
  send(event("1"));
  send(event("2"));
  expect(await read()).toEqual({ done: false, value: frame("1") + frame("2") });
  const third = read();
  send(event("3"));
  send(event("4"));
  expect(await third).toEqual({ done: false, value: frame("3") + frame("4") });
  const fifth = read();
  send(event("5"));
  expect(await fifth).toEqual({ done: false, value: frame("5") });
  send(event("6"));
  end();
  expect(await read()).toEqual({ done: false, value: frame("6") });
  expect(await read()).toMatchObject({ done: true });
});

test("the first event leaves before the handler goes on", async () => {
  const { response, send } = openEventStream({ onGone: () => undefined });
  let hasLeft = false;
  void response.body
    ?.getReader()
    .read()
    .then(() => {
      hasLeft = true;
    });
  const leaving = send(event("1"));
  await Promise.resolve();
  expect(hasLeft).toBe(false);
  await leaving;
  expect(hasLeft).toBe(true);
  expect(send(event("2"))).toBeUndefined();
});

test("a slow client makes the answer wait", async () => {
  const { send, read } = open();
  await send(event("first"));
  expect(send(event("small"))).toBeUndefined();
  let isReady = false;
  void send(event(BIG))?.then(() => {
    isReady = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  // The pipe that decodes takes one chunk on its own, so that a second one is what waits.
  await read();
  await vi.waitFor(() => expect(isReady).toBe(true));
});

test("a client that goes is told of once, and nothing waits for it", async () => {
  const onGone = vi.fn();
  const { response, send, end } = openEventStream({ onGone });
  const waiting = send(event(BIG));
  expect(waiting).toBeInstanceOf(Promise);
  await response.body?.cancel();
  await waiting;
  expect(onGone).toHaveBeenCalledOnce();
  expect(send(event(BIG))).toBeUndefined();
  end();
  expect(onGone).toHaveBeenCalledOnce();
});

test("patience has an end where the answer can go on without the client", async () => {
  vi.useFakeTimers();
  const onGone = vi.fn();
  const { response, send } = openEventStream({ onGone, patienceMs: 1_000 });
  const waiting = send(event(BIG));
  await vi.advanceTimersByTimeAsync(999);
  expect(onGone).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  await waiting;
  expect(onGone).toHaveBeenCalledOnce();
  expect(send(event(BIG))).toBeUndefined();
  await expect(response.text()).rejects.toThrow("reads too slowly");
});

test("an event that is no JSON is not sent by half", async () => {
  const { response, send, end } = openEventStream({ onGone: () => undefined });
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  const bad = { type: "client_effect", name: "x", data: cyclic } as ThreadStreamEvent;
  expect(() => send(bad)).toThrow(TypeError);
  send(event("good"));
  end();
  expect(await response.text()).toBe(frame("good"));
});
