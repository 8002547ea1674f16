import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type {
  ThreadItem,
  ThreadStreamEvent,
} from "../../templates/+self-hosted+node/server/chatkit/types.ts";
import { until } from "../helpers/processes.ts";
import { type StreamServer, startStreamServer } from "./hostile/start-stream-server.ts";
import { message, ofType, readEvents, threadOf } from "./protocol/helpers/chat.ts";

const CROWD = 1_000;
const VANISHING = 100;
/** How much more the server may hold after each further crowd that vanished, in bytes. */
const GROWTH = 1.5 * 2 ** 20;

let server: StreamServer;

beforeAll(async () => {
  server = await startStreamServer();
}, 60_000);
afterAll(() => server?.close());
beforeEach(() => server.reset());

describe("streams in crowds", () => {
  test(`${CROWD} at once all end, each with its own words`, async () => {
    // None of them goes on before all have begun, so that all are open at the same time.
    const texts = Array.from({ length: CROWD }, (_, number) => `crowd ${CROWD} of ${number}`);
    const answers = await Promise.all(texts.map((text) => talk(text).then(readAnswer)));
    answers.forEach((events, number) => {
      const words = Array.from({ length: 20 }, (_, word) => `${texts[number]} ${word};`);
      expect(deltasOf(events)).toEqual(words);
      const last = events.at(-1);
      expect(last).toMatchObject({
        type: "thread.item.done",
        item: { content: [{ text: words.join("") }] },
      });
    });
    expect(new Set(answers.map((events) => threadOf(events).id)).size).toBe(CROWD);
    const { begun, running, aborted, failures } = await server.state();
    expect({ begun, running, aborted, failures }).toEqual({
      begun: CROWD,
      running: 0,
      aborted: 0,
      failures: [],
    });
  }, 60_000);

  test(`${VANISHING} that vanish in the middle are aborted, kept, and leave nothing in memory`, async () => {
    const held: number[] = [];
    for (let round = 1; round <= 5; round++) {
      const users = Array.from({ length: VANISHING }, (_, number) => `gone ${round} ${number}`);
      await Promise.all(users.map(vanish));
      await until("the turns to end", async () => (await server.state()).running === 0);
      const items = await Promise.all(users.map(storedOf));
      for (const kept of items) {
        expect(kept.map(({ type }) => type)).toEqual(["user_message", "assistant_message"]);
        expect(textOf(kept[1])).toMatch(/^So far\. /);
      }
      await Promise.all(users.map(forget));
      held.push((await server.state()).held);
    }
    const { aborted, failures } = await server.state();
    expect({ aborted, failures }).toEqual({ aborted: 5 * VANISHING, failures: [] });
    const [, , third = 0, , fifth = 0] = held;
    expect(fifth - third, `held: ${held.join(", ")}`).toBeLessThan(GROWTH);
  }, 60_000);
});

describe("a slow client", () => {
  test("gets every byte, one at a time", async () => {
    const socket = await talk("slowly", "slow");
    let text = "";
    for (let byte = 0; byte < 60; byte++) {
      text += (await readSome(socket, 1)).toString("latin1");
      await sleep(50);
    }
    const events = await readAnswer(socket, text);
    expect(deltasOf(events)).toHaveLength(20);
  }, 20_000);

  test("makes its handler wait instead of the server grow, and nobody else", async () => {
    const { held } = await server.state();
    const socket = await talk("flood", "flooded");
    await readSome(socket, 1_000);
    // What fits into the buffers between the two is sent, and then the handler has to wait.
    let said = -1;
    await until("the handler to wait", async () => {
      await sleep(300);
      const state = await server.state();
      const waits = state.said === said;
      said = state.said;
      return waits;
    });
    expect(said).toBeLessThan(25_000_000);
    expect((await server.state()).held - held).toBeLessThan(20 * 2 ** 20);

    const began = performance.now();
    expect(deltasOf(await readAnswer(await talk("quickly", "quick")))).toHaveLength(20);
    expect(performance.now() - began).toBeLessThan(2_000);

    expect((await server.state()).running).toBe(1);
    socket.destroy();
    await until("the turn to end", async () => (await server.state()).running === 0);
    expect((await server.state()).aborted).toBe(1);
  }, 30_000);
});

/** Sends a first message on a connection of its own, and reads nothing yet. */
async function talk(text: string, user = "crowd"): Promise<Socket> {
  return send({ type: "threads.create", params: { input: message(text) } }, user);
}

async function send(request: object, user: string): Promise<Socket> {
  const body = JSON.stringify(request);
  const socket = connect({ port: server.port, host: "127.0.0.1" });
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve).once("error", reject);
  });
  socket.write(
    [
      "POST /chatkit HTTP/1.1",
      "host: 127.0.0.1",
      "connection: close",
      `x-user: ${user}`,
      `content-length: ${Buffer.byteLength(body)}`,
      "",
      body,
    ].join("\r\n"),
  );
  return socket;
}

/** Reads to the end, and takes the events out of the chunks that carried them. */
async function readAnswer(socket: Socket, before = ""): Promise<ThreadStreamEvent[]> {
  return readEvents(await readBody(socket, before));
}

async function readBody(socket: Socket, before = ""): Promise<string> {
  const chunks: Buffer[] = [Buffer.from(before, "latin1")];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  const answer = Buffer.concat(chunks);
  const start = answer.indexOf("\r\n\r\n") + 4;
  expect(answer.toString("latin1", 0, 12)).toBe("HTTP/1.1 200");
  if (!/transfer-encoding: chunked/i.test(answer.toString("latin1", 0, start)))
    return answer.toString("utf8", start);
  const body: Buffer[] = [];
  for (let at = start; ; ) {
    const line = answer.indexOf("\r\n", at);
    const size = Number.parseInt(answer.toString("latin1", at, line), 16);
    if (!size) return Buffer.concat(body).toString("utf8");
    body.push(answer.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}

/** Reads so many bytes, and leaves the rest where it is. */
async function readSome(socket: Socket, size: number): Promise<Buffer> {
  for (;;) {
    const bytes = socket.read(size) as Buffer | null;
    if (bytes) return bytes;
    // The event "readable" would come at once, and again, while there are some but not enough.
    await sleep(5);
  }
}

/** Asks for an answer that does not end, and is gone once it has begun. */
async function vanish(user: string): Promise<void> {
  const socket = await talk("endless", user);
  let text = "";
  for await (const chunk of socket) {
    text += String(chunk);
    // Leaving the loop destroys the connection.
    if (text.includes("So far")) break;
  }
}

async function ask(type: string, params: object, user: string) {
  return JSON.parse(await readBody(await send({ type, params }, user)));
}

/** The items of a user's only thread, as the client sees them. */
async function storedOf(user: string): Promise<ThreadItem[]> {
  const { data: threads } = await ask("threads.list", {}, user);
  const params = { thread_id: threads[0].id, order: "asc" };
  return (await ask("items.list", params, user)).data;
}

async function forget(user: string): Promise<void> {
  const { data: threads } = await ask("threads.list", {}, user);
  await ask("threads.delete", { thread_id: threads[0].id }, user);
}

function deltasOf(events: readonly ThreadStreamEvent[]): string[] {
  return ofType(events, "thread.item.updated").map(({ update }) =>
    update.type === "assistant_message.content_part.text_delta" ? update.delta : update.type,
  );
}

function textOf(item: ThreadItem | undefined): string {
  return item?.type === "assistant_message" ? (item.content[0]?.text ?? "") : "";
}
