// Our protocol server beside the official Python one: the same scripted events, the same SQLite
// store, one process each, measured in turns. The best round of each counts. What else the machine
// does weighs on both, but most on the quicker one: measure on a machine that does nothing else.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "@libsql/client";
import { inform, tell, tellAtLeast } from "./report.mjs";
import { firstMessage, openConnection, requestBytes } from "./server/client.mjs";
import { prepareNode, preparePython } from "./server/contestants.mjs";

const ROUNDS = 3;
const ROUND_MS = 4_000;
const WARM_UP_MS = 1_500;
const CONNECTIONS = 32;
const LATENCY_REQUESTS = 200;
const OPEN_STREAMS = 1_000;
const PAGE_SIZES = [1e3, 1e5, 1e6];
const PAGE_REQUESTS = 200;
/** How many times as fast as the official server ours has to be. */
const GOAL = 5;
/** How much longer a page may take when the history is a thousand times as long. */
const FLAT = 1.5;

export async function benchServer() {
  const contestants = { ours: await prepareNode(), python: preparePython() };
  if (!contestants.python) {
    console.log("skipped  the official Python server cannot be installed here");
    return;
  }
  const work = mkdtempSync(join(tmpdir(), "chatkit-bench-"));
  try {
    await benchAnswers(contestants, work);
    await benchOpenStreams(contestants, work);
    await benchPages(contestants, work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Runs something against each server in turns; gives the results of each. */
async function inTurns(contestants, work, rounds, run) {
  const results = { ours: [], python: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, start] of Object.entries(contestants)) {
      const directory = mkdtempSync(join(work, `${name}-`));
      const server = await start(directory);
      try {
        results[name].push(await run(server, directory, round));
      } finally {
        await server.stop();
        rmSync(directory, { recursive: true, force: true });
      }
    }
  }
  return results;
}

async function benchAnswers(contestants, work) {
  const message = firstMessage("Hello");
  const events = new Set();
  const loaded = await inTurns(contestants, work, ROUNDS, async (server) => {
    events.add(await countEvents(server.port));
    await load(server.port, message, WARM_UP_MS);
    const before = server.worked();
    const { rate, answers } = await load(server.port, message, ROUND_MS);
    return { rate, work: (server.worked() - before) / answers };
  });
  if (events.size !== 1) throw new Error("The servers say different things.");
  const [count] = events;
  const fastest = (name) => Math.max(...loaded[name].map(({ rate }) => rate));
  const [ours, python] = [fastest("ours"), fastest("python")];
  const said = (name, rate) => `${name} ${rate.toFixed(0)} (${(rate * count).toFixed(0)} events)`;
  tellAtLeast(
    `answers of ${count} events a second, on ${CONNECTIONS} connections`,
    ours / python,
    GOAL,
    `${said("ours", ours)}; ${said("python", python)}`,
  );
  // Of this, other processes take nothing.
  const effort = (name) => Math.min(...loaded[name].map((result) => result.work));
  if (!Number.isNaN(effort("ours")))
    tellAtLeast(
      "the same in processor time",
      effort("python") / effort("ours"),
      GOAL,
      `ours ${effort("ours").toFixed(2)} ms an answer; python ${effort("python").toFixed(2)} ms`,
    );

  const rate = python / 2;
  const calm = await inTurns(contestants, work, ROUNDS, async (server) => {
    await load(server.port, message, WARM_UP_MS);
    return {
      alone: median(await sequential(server.port, message, LATENCY_REQUESTS)),
      busy: median(await paced(server.port, message, rate, ROUND_MS)),
    };
  });
  const best = (name, key) => Math.min(...calm[name].map((result) => result[key]));
  const times = (key) =>
    `ours ${best("ours", key).toFixed(2)} ms; python ${best("python", key).toFixed(2)} ms`;
  const alone = best("python", "alone") / best("ours", "alone");
  tellAtLeast("first event, one answer after another", alone, GOAL, times("alone"));
  // Between two of these the machine falls asleep, so that much of the time is its waking up.
  inform(
    `first event, ${rate.toFixed(0)} answers a second, half of what the official server can`,
    best("python", "busy") / best("ours", "busy"),
    times("busy"),
  );
}

/** How many events an answer has, read by a real client. */
async function countEvents(port) {
  const response = await fetch(`http://127.0.0.1:${port}/chatkit`, {
    method: "POST",
    body: firstMessage("Hello").toString().split("\r\n\r\n")[1],
    headers: { "content-type": "application/json" },
  });
  const lines = (await response.text()).split("\n\n").filter(Boolean);
  const last = JSON.parse(lines.at(-1).slice("data: ".length));
  if (last.type !== "thread.item.done") throw new Error(`The answer ended with ${last.type}.`);
  return lines.length;
}

/** Asks on several connections for a while; gives the answers, and how many a second. */
async function load(port, bytes, milliseconds) {
  const began = performance.now();
  let answers = 0;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const connection = await openConnection(port);
      while (performance.now() < began + milliseconds) {
        await connection.ask(bytes);
        answers += 1;
      }
      connection.close();
    }),
  );
  return { answers, rate: (answers / (performance.now() - began)) * 1_000 };
}

/** Asks so many times a second, however long the answers take; gives the times to first bytes. */
async function paced(port, bytes, rate, milliseconds) {
  let free = [];
  const times = [];
  const ask = async (due) => {
    free = free.filter((connection) => connection.isOpen());
    const connection = free.pop() ?? (await openConnection(port));
    const { first } = await connection.ask(bytes);
    times.push(first - due);
    free.push(connection);
  };
  const asking = [];
  const began = performance.now();
  for (let sent = 0; performance.now() < began + milliseconds; sent += 1) {
    await sleep(began + (sent / rate) * 1_000 - performance.now());
    asking.push(ask(performance.now()));
  }
  await Promise.all(asking);
  for (const connection of free) connection.close();
  return times;
}

/** Asks on one connection, one request after another; gives the time to each first byte. */
async function sequential(port, bytes, count) {
  const connection = await openConnection(port);
  const times = [];
  for (let index = 0; index < count; index += 1) {
    const { began, first } = await connection.ask(bytes);
    times.push(first - began);
  }
  connection.close();
  return times;
}

async function benchOpenStreams(contestants, work) {
  const results = await inTurns(contestants, work, 1, async (server) => {
    await load(server.port, firstMessage("Hello"), WARM_UP_MS);
    const before = server.memory();
    if (before === undefined) return undefined;
    const connections = [];
    for (let index = 0; index < OPEN_STREAMS; index += 1) {
      const connection = await openConnection(server.port);
      await connection.open(firstMessage("wait"));
      connections.push(connection);
    }
    const after = server.memory();
    for (const connection of connections) connection.close();
    return (after - before) / OPEN_STREAMS / 1024;
  });
  const [ours] = results.ours;
  const [python] = results.python;
  if (ours === undefined || python === undefined) {
    console.log("skipped  this system does not tell how much memory a process has");
    return;
  }
  const detail = `ours ${ours.toFixed(1)} KiB each; python ${python.toFixed(1)} KiB each`;
  tell(`memory of ${OPEN_STREAMS} open streams`, ours / python, 1, detail);
}

async function benchPages(contestants, work) {
  const results = await inTurns(contestants, work, 1, async (server, directory) => {
    const times = {};
    let thread;
    let length = 0;
    for (const size of PAGE_SIZES) {
      thread ??= await newThread(server.port);
      await lengthen(join(directory, "chat.sqlite"), thread, length, size);
      length = size;
      for (const [what, params] of Object.entries({
        newest: { order: "desc" },
        middle: { order: "asc", after: `msg_${size / 2}` },
      })) {
        const bytes = requestBytes({
          type: "items.list",
          params: { thread_id: thread, ...params },
        });
        await sequential(server.port, bytes, 50);
        times[`${what} ${size}`] = median(await sequential(server.port, bytes, PAGE_REQUESTS));
      }
    }
    return times;
  });
  const [ours] = results.ours;
  const [python] = results.python;
  for (const what of ["newest", "middle"]) {
    const row = (times) => PAGE_SIZES.map((size) => times[`${what} ${size}`].toFixed(2)).join(", ");
    const [shortest, longest] = [PAGE_SIZES[0], PAGE_SIZES.at(-1)];
    tell(
      `a page of the ${what} items, history a thousand times as long`,
      ours[`${what} ${longest}`] / ours[`${what} ${shortest}`],
      FLAT,
      `ours ${row(ours)} ms at 10^3, 10^5, 10^6 items; python ${row(python)} ms`,
    );
  }
}

async function newThread(port) {
  const response = await fetch(`http://127.0.0.1:${port}/chatkit`, {
    method: "POST",
    body: firstMessage("Hello").toString().split("\r\n\r\n")[1],
  });
  const [created] = (await response.text()).split("\n\n");
  return JSON.parse(created.slice("data: ".length)).thread.id;
}

/** Adds messages to a thread, beside the server. */
async function lengthen(file, thread, from, to) {
  const client = createClient({ url: `file:${file}` });
  await client.execute({
    sql: `WITH RECURSIVE numbers (n) AS (
            SELECT ?2 + 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?3
          )
          INSERT INTO items (user_id, thread_id, id, data)
          SELECT 'user', ?1, 'msg_' || n, json_object(
            'id', 'msg_' || n, 'thread_id', ?1, 'created_at', '2026-01-01T00:00:00Z',
            'type', 'assistant_message', 'content', json_array(json_object(
              'type', 'output_text', 'annotations', json_array(), 'text', 'Message number ' || n)))
          FROM numbers`,
    // A number would arrive as one with a fraction, and so in the ids.
    args: [thread, BigInt(from), BigInt(to)],
  });
  client.close();
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
