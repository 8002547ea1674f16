// From a fresh clone to a running app: makes one, builds it and serves it until Ctrl-C.
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

const bin = fileURLToPath(new URL("../bin/create-chatkit-app.js", import.meta.url));
const FIRST_PORT = 3000;
/** How long the app may take to answer after it was started. */
const START_LIMIT_MS = 60_000;

/** @param {number} port */
function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

async function freePort() {
  for (let port = FIRST_PORT; ; port++) if (await isFree(port)) return port;
}

/** @param {string} address @param {AbortSignal} signal */
async function untilItAnswers(address, signal) {
  const deadline = Date.now() + START_LIMIT_MS;
  while (!signal.aborted) {
    try {
      if ((await fetch(address, { signal })).ok) return;
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`${address} does not answer`, { cause: error });
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stop.abort());

const parent = await mkdtemp(join(tmpdir(), "chatkit-demo-"));
const directory = join(parent, "chatkit-demo");
const port = Number(process.env.PORT) || (await freePort());
const address = `http://localhost:${port}`;
const inApp = {
  cwd: directory,
  env: { PORT: String(port) },
  stdio: /** @type {const} */ ("inherit"),
  cancelSignal: stop.signal,
  forceKillAfterDelay: 10_000,
};

try {
  await execa(process.execPath, [bin, directory, "--yes", "--no-git"], {
    stdio: "inherit",
    cancelSignal: stop.signal,
  });
  await execa("npm", ["run", "build"], inApp);
  const app = execa("npm", ["start"], inApp);
  await Promise.race([untilItAnswers(address, stop.signal), app]);
  console.log(`\nThe app is served at ${address} (Ctrl-C ends it and removes ${directory})`);
  await app;
} catch (error) {
  if (!stop.signal.aborted) throw error;
} finally {
  await rm(parent, { recursive: true, force: true });
}
