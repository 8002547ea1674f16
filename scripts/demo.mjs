// From a fresh clone to a chat that answers, with nothing configured: makes an app, installs it and
// starts it with the offline stand-in. Ctrl-C ends it and removes the app.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ExecaError, execa } from "execa";

const bin = fileURLToPath(new URL("../bin/create-chatkit-app.js", import.meta.url));

const stop = new AbortController();
// Ctrl-C reaches the programs below as well; here it only says that their end was wished for.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stop.abort());

const parent = await mkdtemp(join(tmpdir(), "chatkit-demo-"));
const directory = join(parent, "chatkit-demo");

/** How the program ends by a signal, or by Ctrl-C, which it reads as a key. */
const ENDED_BY_SIGNAL = [129, 130, 143];

/**
 * Runs the program to its end.
 *
 * @param {readonly string[]} args
 * @param {string} cwd
 * @param {"inherit" | "ignore"} stdout
 */
function run(args, cwd, stdout) {
  return execa(process.execPath, [bin, ...args], {
    cwd,
    stdin: "inherit",
    stdout,
    stderr: "inherit",
    cancelSignal: stop.signal,
    forceKillAfterDelay: 10_000,
  });
}

try {
  // What to type next is done here.
  await run([directory, "--yes", "--no-git"], parent, "ignore");
  const port = process.env.PORT ? ["--port", process.env.PORT] : [];
  console.log(
    '\nType anything into the chat; "help" says what it knows. Ctrl-C ends and removes it.\n',
  );
  await run(["dev", "--offline", ...port], directory, "inherit");
} catch (error) {
  // What failed has said so itself.
  const exitCode = error instanceof ExecaError ? (error.exitCode ?? 1) : 1;
  const wasWished = stop.signal.aborted || ENDED_BY_SIGNAL.includes(exitCode);
  if (!wasWished) process.exitCode = exitCode;
} finally {
  await rm(parent, { recursive: true, force: true, maxRetries: 5 });
}
