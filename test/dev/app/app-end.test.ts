import { readFile } from "node:fs/promises";
import { describe, expect, test, vi } from "vitest";
import { isHeld, until } from "../../helpers/processes.ts";
import { AT_PORT, isAlive, type Running, server, start } from "./running.ts";

// Real processes, on a machine that may have much else to do.
vi.setConfig({ testTimeout: 30_000 });

const NODE = ["node", "server.cjs"] as const;
const STUBBORN = server(
  'for (const s of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(s, () => undefined); listen(process.env.PORT);',
);

function portOf({ app }: Running): number {
  return Number(app.target()?.port);
}

/** How an app may spread; all of them end up with `server.cjs` at their PORT. */
const TREES: [string, Record<string, string>, [string, ...string[]]][] = [
  ["a process", { "server.cjs": AT_PORT }, [...NODE]],
  [
    "npm, its shell and the server",
    { "package.json": '{"scripts":{"dev":"node server.cjs; true"}}', "server.cjs": AT_PORT },
    ["npm", "run", "dev"],
  ],
  [
    "a shell that ignores SIGTERM, and starts what has ended again",
    { "run.sh": "trap '' TERM\nwhile true; do node server.cjs; done", "server.cjs": AT_PORT },
    ["sh", "run.sh"],
  ],
  ["a server that ignores every signal", { "server.cjs": STUBBORN }, [...NODE]],
  [
    "a server that has left its group and session",
    { "run.sh": "setsid node server.cjs &\nsleep 1000", "server.cjs": AT_PORT },
    ["sh", "run.sh"],
  ],
  [
    "a server in the background of a command that has ended",
    { "run.sh": "(setsid node server.cjs >/dev/null 2>&1 &)", "server.cjs": AT_PORT },
    ["sh", "run.sh"],
  ],
  [
    "a child without our variables, in a session of its own",
    { "run.sh": 'setsid env -i PATH="$PATH" PORT=$PORT node server.cjs', "server.cjs": AT_PORT },
    ["sh", "run.sh"],
  ],
];

describe("stop ends the whole tree and frees the port", () => {
  test.each(TREES)("%s", async (_, files, command) => {
    const running = await start(files, command);
    await running.app.ready;
    const port = portOf(running);
    expect(await running.living()).not.toEqual([]);
    await running.app.stop();
    expect(await running.living()).toEqual([]);
    expect(await isHeld(port)).toBe(false);
    expect(running.states()).toEqual(["starting", "ready", "stopped"]);
    expect(running.app.target()).toBeNull();
  });

  test("one that has left everything by which it could be known is told by its port", async () => {
    const files = {
      "run.sh":
        '(setsid env -i PATH="$PATH" PORT=$PORT node server.cjs >/dev/null 2>&1 &)\nsleep 1000',
      "server.cjs": AT_PORT,
    };
    const running = await start(files, ["sh", "run.sh"]);
    await running.app.ready;
    const port = portOf(running);
    await running.app.stop();
    expect(running.warnings()).toEqual([
      `The app has ended, and something still listens at http://127.0.0.1:${port}.`,
    ]);
    for (const pid of await running.living()) process.kill(pid, "SIGKILL");
  });

  test("each process is asked once, npm's as well, and may take its time", async () => {
    const polite = server(
      `let told = 0;
       process.on("SIGTERM", () => {
         appendFileSync("told", "x");
         setTimeout(() => { appendFileSync("told", "."); process.exit(); }, 700);
       });
       listen(process.env.PORT);`,
    );
    const files = { "package.json": '{"scripts":{"dev":"node server.cjs"}}', "server.cjs": polite };
    const running = await start(files, ["npm", "run", "dev"]);
    await running.app.ready;
    await running.app.stop();
    expect(await readFile(`${running.cwd}/told`, "utf8")).toBe("x.");
  });

  test("a signal for the whole run does the same", async () => {
    const running = await start({ "server.cjs": AT_PORT }, NODE);
    await running.app.ready;
    running.abort.abort(new Error("Ctrl-C"));
    await running.app.stop();
    expect(await running.living()).toEqual([]);
  });

  test("before the app was ready", async () => {
    const running = await start({ "server.cjs": server("setInterval(() => {}, 1000)") }, NODE);
    await until("the process", async () => (await running.living()).length > 0);
    running.abort.abort(new Error("Ctrl-C"));
    await expect(running.app.ready).rejects.toThrow("Ctrl-C");
    await running.app.stop();
    expect(await running.living()).toEqual([]);
  });
});

describe("restart", () => {
  test("ends the old tree, keeps the port, and reads the variables anew", async () => {
    let word = "one";
    const files = {
      "server.cjs": server("console.log(process.env.WORD); listen(process.env.PORT)"),
    };
    const running = await start(files, NODE, { env: () => ({ WORD: word }) });
    await running.app.ready;
    const port = portOf(running);
    const [old = 0] = await running.living();
    word = "two";
    await running.app.restart(".env has changed");
    expect(isAlive(old)).toBe(false);
    expect(running.app.target()).toBeNull();
    await until("it to be ready again", () => running.app.target());
    expect(portOf(running)).toBe(port);
    await until("what it says", () => running.output().join() === "one,two");
    expect(running.states()).toEqual(["starting", "ready", "restarting", "starting", "ready"]);
  });

  test("asked for twice at once happens once", async () => {
    const running = await start({ "server.cjs": AT_PORT }, NODE);
    await running.app.ready;
    await Promise.all([running.app.restart("r"), running.app.restart("r")]);
    await until("it to be ready again", () => running.app.target());
    expect(await running.living()).toHaveLength(1);
    expect(running.states()).toEqual(["starting", "ready", "restarting", "starting", "ready"]);
  });

  test("after the end does nothing", async () => {
    const running = await start({ "server.cjs": AT_PORT }, NODE);
    await running.app.stop();
    await running.app.restart("r");
    expect(await running.living()).toEqual([]);
  });
});

describe("an app that ends by itself", () => {
  test("is told with its last lines, and can be started again", async () => {
    const files = {
      "server.cjs": server(
        `const { existsSync, writeFileSync } = require("node:fs");
         if (existsSync("mended")) listen(process.env.PORT);
         else { writeFileSync("mended", ""); console.error("No secret-word set."); process.exit(7); }`,
      ),
    };
    const running = await start(files, NODE);
    await expect(running.app.ready).rejects.toMatchObject({
      code: "app_ended",
      exitCode: 1,
      message: "The app ended with exit code 7 before it answered: node server.cjs",
      hint: "No … set.",
    });
    const how = { exitCode: 7, signal: null, lastLines: ["No … set."] };
    expect(await running.app.exited).toEqual(how);
    expect(running.events).toContainEqual({ type: "app", app: { state: "crashed", ...how } });
    await running.app.restart("r");
    await until("it to be ready", () => running.app.target());
  });

  test("leaves nothing of its tree behind", async () => {
    const files = { "run.sh": "node server.cjs &\nsleep 1\nexit 1", "server.cjs": AT_PORT };
    const running = await start(files, ["sh", "run.sh"]);
    await running.app.ready;
    const port = portOf(running);
    expect(await running.app.exited).toMatchObject({ exitCode: 1 });
    expect(await running.living()).toEqual([]);
    expect(await isHeld(port)).toBe(false);
    expect(running.app.target()).toBeNull();
  });

  test("by a signal is told with the signal", async () => {
    const files = { "server.cjs": server('process.kill(process.pid, "SIGKILL")') };
    const running = await start(files, NODE);
    expect(await running.app.exited).toMatchObject({ exitCode: null, signal: "SIGKILL" });
  });

  test("in the background is told as well", async () => {
    const files = {
      "run.sh": "(setsid node server.cjs >/dev/null 2>&1 &)",
      "server.cjs": server("listen(process.env.PORT); setTimeout(() => process.exit(), 1500)"),
    };
    const running = await start(files, ["sh", "run.sh"]);
    await running.app.ready;
    expect(await running.app.exited).toMatchObject({ exitCode: 0 });
    expect(running.app.target()).toBeNull();
  });

  test("a program that is not there", async () => {
    const running = await start({}, ["no-such-program"]);
    await expect(running.app.ready).rejects.toMatchObject({
      code: "app_not_started",
      exitCode: 1,
      message: "no-such-program is not installed.",
    });
    expect(running.states()).toEqual(["starting", "crashed"]);
  });
});
