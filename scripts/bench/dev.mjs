// What chatkit dev adds to a request, beside the bare app; and its session endpoint beside the same
// route written with express and the SDK. Each pair is measured in turns; the best round counts.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startServer } from "./process.mjs";
import { inform, tell } from "./report.mjs";
import { firstMessage, openConnection } from "./server/client.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const CHATKIT = join(HERE, "../../bin/chatkit.js");
/** What design 5 allows the gateway to add to a request, in milliseconds. */
const ADDED_MS = 2;
const ROUNDS = 5;
const WARM_UP = 1_000;
const REQUESTS = 1_000;
const ROUND_MS = 2_000;
const CONNECTIONS = 32;
/** The endpoint opens 120 sessions a minute for one address, and no more. */
const SESSIONS = 50;
const BURST_CONNECTIONS = 10;

const get = Buffer.from("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
const mint = Buffer.from(
  "POST /api/chatkit/session HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
);

/** Measures both pairs; what dev adds is told beside the time that it may add. */
export async function benchDev() {
  const work = mkdtempSync(join(tmpdir(), "chatkit-bench-"));
  try {
    await benchGateway(work);
    await benchSessions(work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Starts `chatkit dev` in an empty directory; it tells its address when it is ready. */
function startDev(cwd, args, env) {
  const portIn = (said) => Number(/Ready at http:\/\/localhost:(\d+)/.exec(said)?.[1]);
  return startServer([CHATKIT, "dev", "--port", "0", ...args], { cwd, env, portIn });
}

async function benchGateway(work) {
  const app = await startServer([join(HERE, "dev/app.mjs")]);
  const dev = await startDev(work, ["--target", `http://127.0.0.1:${app.port}`], {
    OPENAI_API_KEY: "sk-bench-000000000000",
  });
  const ports = { bare: app.port, dev: dev.port };
  try {
    await latency("to a page", ports, get);
    await latency("to the first event of an answer", ports, firstMessage("Hello"));
    await throughput("pages", ports, get);
    await throughput("answers of 50 events", ports, firstMessage("Hello"));
  } finally {
    await dev.stop();
    await app.stop();
  }
}

/** How much later the first byte comes, one request after another. */
async function latency(what, ports, bytes) {
  const best = await inTurns(ports, ROUNDS, Math.min, async (port) => {
    const connection = await openConnection(port);
    await sequential(connection, bytes, WARM_UP);
    const times = await sequential(connection, bytes, REQUESTS);
    connection.close();
    return median(times);
  });
  const added = best.dev - best.bare;
  tell(
    `added ${what}, of the ${ADDED_MS} ms that are allowed`,
    added / ADDED_MS,
    1,
    `bare ${best.bare.toFixed(2)} ms; dev ${best.dev.toFixed(2)} ms`,
  );
}

/** How many are answered a second, on many connections. */
async function throughput(what, ports, bytes) {
  const best = await inTurns(ports, ROUNDS, Math.max, (port) => load(port, bytes));
  inform(
    `${what} a second, on ${CONNECTIONS} connections, beside the bare app`,
    best.dev / best.bare,
    `bare ${best.bare.toFixed(0)}; dev ${best.dev.toFixed(0)}`,
  );
}

async function benchSessions(work) {
  const openai = await startServer([join(HERE, "dev/openai.mjs")]);
  const env = {
    OPENAI_API_KEY: "sk-bench-000000000000",
    OPENAI_BASE_URL: `http://127.0.0.1:${openai.port}/v1`,
    CHATKIT_WORKFLOW_ID: "wf_bench",
  };
  const starters = {
    express: () => startServer([join(HERE, "dev/express-sessions.mjs")], { env }),
    dev: () => startDev(work, [], env),
  };
  try {
    // A fresh server each round: the endpoint counts what an address asks for.
    const rounds = { express: [], dev: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, start] of Object.entries(starters)) {
        const server = await start();
        const connection = await openConnection(server.port);
        await sequential(connection, mint, 10);
        const alone = median(await sequential(connection, mint, SESSIONS));
        connection.close();
        const burst = await mintAtOnce(server.port);
        rounds[name].push({ alone, burst });
        await server.stop();
      }
    }
    const best = (name, key) => Math.min(...rounds[name].map((round) => round[key]));
    const times = (key) =>
      `express ${best("express", key).toFixed(2)} ms; dev ${best("dev", key).toFixed(2)} ms`;
    tell(
      `added to a session of express and the SDK, of the ${ADDED_MS} ms that are allowed`,
      (best("dev", "alone") - best("express", "alone")) / ADDED_MS,
      1,
      times("alone"),
    );
    // The routes do more than a tutorial's: limits, a signed id, a line in the inspector.
    inform(
      `time for ${SESSIONS} sessions on ${BURST_CONNECTIONS} connections, beside the same`,
      best("dev", "burst") / best("express", "burst"),
      times("burst"),
    );
  } finally {
    await openai.stop();
  }
}

/** Opens some sessions at the same time; gives the time that all of them took, in ms. */
async function mintAtOnce(port) {
  const connections = await Promise.all(
    Array.from({ length: BURST_CONNECTIONS }, () => openConnection(port)),
  );
  const began = performance.now();
  await Promise.all(
    connections.map((connection) => sequential(connection, mint, SESSIONS / BURST_CONNECTIONS)),
  );
  const took = performance.now() - began;
  for (const connection of connections) connection.close();
  return took;
}

/** Measures each of two ports in turns; gives the best of each. */
async function inTurns(ports, rounds, better, measure) {
  const best = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, port] of Object.entries(ports)) {
      const result = await measure(port);
      best[name] = best[name] === undefined ? result : better(best[name], result);
    }
  }
  return best;
}

/** Asks one request after another; gives the time to each first byte, in ms. */
async function sequential(connection, bytes, count) {
  const times = [];
  for (let index = 0; index < count; index += 1) {
    const { began, first } = await connection.ask(bytes);
    times.push(first - began);
  }
  return times;
}

/** Asks on several connections for a while; gives the answers a second. */
async function load(port, bytes) {
  const began = performance.now();
  let answers = 0;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const connection = await openConnection(port);
      while (performance.now() < began + ROUND_MS) {
        await connection.ask(bytes);
        answers += 1;
      }
      connection.close();
    }),
  );
  return (answers / (performance.now() - began)) * 1_000;
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
