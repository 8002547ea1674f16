import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { scratch, startCli } from "../helpers/cli.ts";
import { until } from "../helpers/processes.ts";
import { KEY, onTerminal } from "../helpers/pty.ts";

test("who insists ends a run that waits for what never comes", async () => {
  const cwd = await scratch();
  execFileSync("mkfifo", [join(cwd, "theme.json")]);
  const run = startCli(["theme", "check", "theme.json"], { cwd });
  let ended = false;
  const finished = run.finished.finally(() => {
    ended = true;
  });
  // Before its listeners are there, the first signal would end it.
  await sleep(1_500);
  await until("the end", async () => {
    if (!ended) process.kill(run.child.pid ?? 0, "SIGINT");
    await sleep(300);
    return ended;
  });
  expect(await finished).toMatchObject({ code: null, signal: "SIGINT" });
});

test("Ctrl-Z at a question, and on again, leaves the question open", async () => {
  const cwd = await scratch();
  const terminal = onTerminal(["--no-install", "--no-git"], { cwd });
  await terminal.see("Where should the app go?");
  terminal.type(KEY.ctrlZ);
  await sleep(300);
  process.kill(terminal.pty.pid, "SIGCONT");
  await sleep(300);
  terminal.type(`shop${KEY.enter}`);
  await terminal.see("Which front end?");
  terminal.type(KEY.ctrlC);
  expect(await terminal.ended).toMatchObject({ exitCode: 130 });
});
