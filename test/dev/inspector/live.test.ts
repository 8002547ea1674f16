import { get, type IncomingMessage } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { LiveMessage } from "../../../src/dev/inspector/messages.ts";
import {
  answered,
  delta,
  exchange,
  type Inspected,
  inspected,
  session,
  streamed,
} from "./inspected.ts";

let it: Inspected;
let cookie = "";

beforeEach(async () => {
  it = await inspected();
  const response = await fetch(it.link);
  cookie = (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
});
afterEach(() => it.close());

/** Listens as the page does; what is told grows as it comes. */
async function listen(): Promise<{ response: IncomingMessage; told: LiveMessage[] }> {
  const response = await new Promise<IncomingMessage>((resolve) => {
    get(`${it.origin}/__chatkit/events`, { headers: { cookie } }, resolve);
  });
  const told: LiveMessage[] = [];
  let text = "";
  response.setEncoding("utf8").on("data", (chunk: string) => {
    const blocks = (text + chunk).split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      if (block.startsWith("data: ")) told.push(JSON.parse(block.slice("data: ".length)));
    }
  });
  // Its end is seen by what it told.
  response.on("error", () => undefined);
  return { response, told };
}

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 10_000 });

test("who listens is told all that is known, and then what happens", async () => {
  it.log.tell({ type: "session.minted", session: session() });
  it.log.tell({ type: "warning", message: "A warning", hint: null });
  it.log.tell({ type: "app", app: { state: "ready", url: "http://localhost:1", tookMs: 5 } });
  it.log.tell({ type: "exchange.started", exchange: exchange() });
  const { told } = await listen();
  await eventually(() => told.length).toBe(1);
  expect(told[0]).toMatchObject({
    type: "snapshot",
    info: { appName: "shop", origin: it.origin, canMint: false },
    exchanges: [{ id: "x1", operation: "threads.add_user_message", status: null }],
    sessions: [{ id: "cksess_1", secret: "ek_…9f2c" }],
    app: { state: "ready" },
    notices: [{ message: "A warning" }],
  });
  it.log.tell({ type: "exchange.answered", exchange: exchange({ response: streamed }) });
  it.log.tell({ type: "exchange.event", id: "x1", event: delta(0, 84, "Hi") });
  it.log.tell({ type: "app.output", stream: "stdout", line: "nothing for the page" });
  it.log.clear();
  await eventually(() => told.map(({ type }) => type)).toEqual([
    "snapshot",
    "exchange",
    "event",
    "cleared",
  ]);
});

test("bodies are told to who opens a request, not to everybody", async () => {
  const response = answered({ large: "answer" });
  it.log.tell({ type: "exchange.started", exchange: exchange({ response }) });
  const { told } = await listen();
  await eventually(() => told.length).toBe(1);
  expect(JSON.stringify(told)).not.toMatch(/What's in the box|large/);
});

test("of many warnings the newest twenty are told", async () => {
  for (let number = 1; number <= 500; number += 1) {
    it.log.tell({ type: "warning", message: `Warning ${number}`, hint: null });
  }
  const { told } = await listen();
  await eventually(() => told.length).toBe(1);
  const [snapshot] = told;
  if (snapshot?.type !== "snapshot") throw new Error("No snapshot");
  expect(snapshot.notices.map(({ message }) => message)).toEqual(
    Array.from({ length: 20 }, (_, at) => `Warning ${481 + at}`),
  );
});

test("who takes nothing any more is let go, and nobody else", async () => {
  const slow = await listen();
  const quick = await listen();
  await eventually(() => quick.told.length).toBe(1);
  slow.response.pause();
  const text = "w".repeat(1024 * 1024);
  for (let index = 0; index < 40; index += 1) {
    it.log.tell({ type: "exchange.event", id: "x1", event: delta(index, index, text) });
    // What was written leaves the process between two events only.
    await new Promise((resolve) => setImmediate(resolve));
  }
  await eventually(() => it.listeners()).toBe(1);
  await eventually(() => quick.told.length).toBe(41);
});

test("the end of a run ends every connection", async () => {
  const { response } = await listen();
  const ended = new Promise((resolve) => response.on("end", resolve));
  it.endRun();
  await ended;
  expect(it.listeners()).toBe(0);
});
