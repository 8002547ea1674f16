import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { freePort, until } from "../../helpers/processes.ts";
import { AT_PORT, type Running, server, start } from "./running.ts";

// Real processes, on a machine that may have much else to do.
vi.setConfig({ testTimeout: 30_000 });

const NODE = ["node", "server.cjs"] as const;

function run(body: string, options?: Parameters<typeof start>[2]): Promise<Running> {
  return start({ "server.cjs": server(body) }, NODE, options);
}

async function ask(running: Running): Promise<string> {
  const target = running.app.target();
  return target ? (await fetch(target)).text() : "";
}

/** A server of somebody else. */
async function stranger(): Promise<number> {
  const other = createServer((_, response) => response.end("a stranger")).listen(0, "127.0.0.1");
  onTestFinished(() => {
    other.close();
  });
  await until("the stranger", () => other.listening);
  return (other.address() as AddressInfo).port;
}

describe("an app is found where it answers", () => {
  test.each([
    ["at its PORT on 127.0.0.1", "listen(process.env.PORT)"],
    ["at its PORT on ::1 alone", 'listen(process.env.PORT, "::1")'],
    ["at its PORT on every address", 'listen(process.env.PORT, "0.0.0.0")'],
    [
      "at an address that it prints, on 127.0.0.1",
      'const s = listen(0, "127.0.0.1", () => console.log("Local: http://localhost:" + s.address().port))',
    ],
    [
      "at an address that it prints, on ::1 alone",
      'const s = listen(0, "::1", () => console.log("Local: http://localhost:" + s.address().port))',
    ],
    [
      "at an address that it prints in colour, in pieces, on stderr",
      `const s = listen(0, "127.0.0.1", () => {
         process.stderr.write("\\u001b[32mhttp://local\\u001b[1mhost:\\u001b[22m");
         setTimeout(() => process.stderr.write(s.address().port + "/\\u001b[0m\\n"), 50);
       })`,
    ],
    [
      "at its PORT although it prints the address of another part that answers sooner",
      `createServer((_, r) => setTimeout(() => r.end("here"), 1000)).listen(process.env.PORT);
       const s = createServer((_, r) => r.end("another part")).listen(0, "127.0.0.1", () => {
         console.log("API at http://localhost:" + s.address().port);
       })`,
    ],
    [
      "at the second address that it prints, when nothing is at the first",
      `const s = listen(0, "127.0.0.1", () => {
         console.log("http://localhost:9/ http://localhost:" + s.address().port);
       })`,
    ],
  ])("%s", async (_, body) => {
    const running = await run(body);
    await running.app.ready;
    expect(await ask(running)).toBe("here");
    expect(running.states()).toEqual(["starting", "ready"]);
  });

  test("the first path that it names is told, and is no part of the target", async () => {
    const running = await run(
      'const s = listen(0, "127.0.0.1", () => console.log("http://localhost:" + s.address().port + "/app/ http://localhost:" + s.address().port + "/x"))',
    );
    expect((await running.app.ready).pathname).toBe("/app/");
    expect(running.app.target()?.pathname).toBe("/");
  });

  test("through npm run dev", async () => {
    const manifest = JSON.stringify({ scripts: { dev: "node server.cjs" } });
    const running = await start({ "package.json": manifest, "server.cjs": AT_PORT }, [
      "npm",
      "run",
      "dev",
    ]);
    await running.app.ready;
    expect(await ask(running)).toBe("here");
  });

  test("one that runs elsewhere, as soon as it answers", async () => {
    const port = await freePort();
    const running = await start({}, NODE, { target: new URL(`http://localhost:${port}/x`) });
    expect(running.app.target()).toBeNull();
    const other = createServer((_, response) => response.end("here")).listen(port, "127.0.0.1");
    onTestFinished(() => {
      other.close();
    });
    expect((await running.app.ready).pathname).toBe("/x");
    expect(await ask(running)).toBe("here");
  });
});

describe("an app that is to run elsewhere", () => {
  test("and does not answer is told of, and waited for", async () => {
    const port = await freePort();
    const running = await start({}, NODE, { target: new URL(`http://localhost:${port}`) });
    await until("the warning", () => running.warnings().length > 0);
    expect(running.warnings()).toEqual([`Nothing answers at http://localhost:${port} yet.`]);
    expect(running.app.target()).toBeNull();
  });

  test("cannot be the gateway", async () => {
    const port = await freePort();
    const target = new URL(`http://127.0.0.1:${port}`);
    const running = await start({}, NODE, { target, ourPorts: [port] });
    await expect(running.app.ready).rejects.toMatchObject({
      code: "target_is_gateway",
      exitCode: 2,
    });
  });
});

describe("an app is not taken for another program", () => {
  test("whose address it was given, and prints", async () => {
    const other = await stranger();
    const running = await run(
      `console.log("OpenAI at " + process.env.OPENAI_BASE_URL);
       setTimeout(() => listen(process.env.PORT), 1000);`,
      { env: () => ({ OPENAI_BASE_URL: `http://127.0.0.1:${other}/v1` }) },
    );
    await running.app.ready;
    expect(await ask(running)).toBe("here");
  });

  test("that is the gateway before it", async () => {
    const gateway = await stranger();
    const running = await run(
      `console.log("http://localhost:${gateway}");
       setTimeout(() => listen(process.env.PORT), 1000);`,
      { ourPorts: [gateway] },
    );
    await running.app.ready;
    expect(await ask(running)).toBe("here");
  });
});

describe("an app is not ready before it answers", () => {
  test("while it takes connections and is silent", async () => {
    const running = await run(
      `const { existsSync } = require("node:fs");
       createServer((_, response) => {
         console.log("asked");
         setInterval(() => existsSync("go") && response.end("here"), 20);
       }).listen(process.env.PORT, "127.0.0.1")`,
    );
    await until("it to be asked", () => running.output().includes("asked"));
    expect(running.states()).toEqual(["starting"]);
    expect(running.app.target()).toBeNull();
    await writeFile(join(running.cwd, "go"), "");
    await running.app.ready;
    expect(running.states()).toEqual(["starting", "ready"]);
  });
});

describe("what an app sees and says", () => {
  test("it sees its PORT, and no browser to open", async () => {
    const running = await run(
      "console.log(process.env.PORT > 1023, process.env.BROWSER); listen(process.env.PORT)",
    );
    await until("its line", () => running.output().includes("true none"));
  });

  test("its input does not end, since many watchers end with theirs", async () => {
    const running = await run(
      `process.stdin.resume().on("end", () => process.exit(3)); setTimeout(() => listen(process.env.PORT), 300)`,
    );
    await running.app.ready;
    expect(running.states()).toEqual(["starting", "ready"]);
  });

  test("its lines are told with their stream, without colours and secrets", async () => {
    const running = await run(
      `console.log("\\u001b[31mred\\u001b[0m"); console.error("a secret-word here");
       listen(process.env.PORT)`,
    );
    await until("both lines", () => running.output().length === 2);
    expect(running.events).toContainEqual({ type: "app.output", stream: "stdout", line: "red" });
    expect(running.events).toContainEqual({
      type: "app.output",
      stream: "stderr",
      line: "a … here",
    });
  });

  test("a line without end is cut", async () => {
    const running = await run(
      `process.stdout.write("x".repeat(5e6)); console.log("\\nnext"); listen(process.env.PORT)`,
    );
    const [long = ""] = await until("the next line", () => {
      const lines = running.output();
      return lines.includes("next") && lines;
    });
    expect(long.length).toBeLessThan(10_000);
  });
});
