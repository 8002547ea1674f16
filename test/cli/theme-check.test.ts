import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { presets } from "../../src/theme/presets.ts";
import { cleanEnv } from "../helpers/app.ts";
import { cli, launcher, oneJsonValue, record, scratch, startCli } from "../helpers/cli.ts";
import type { Finished } from "../helpers/processes.ts";

function check(args: readonly string[], cwd: string): Promise<Finished> {
  return cli(["theme", "check", ...args], { cwd, door: "chatkit" });
}

/** Runs it with a text on stdin. */
function checkText(text: string, args: readonly string[], cwd: string) {
  const words = [launcher("chatkit"), "theme", "check", ...args];
  const run = spawnSync(process.execPath, words, {
    cwd,
    env: cleanEnv(),
    input: text,
    encoding: "utf8",
  });
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
}

/** A theme as tutorials of last year have it. */
const OLD = `{
  "colorScheme": "light",
  "radius": "md",
  "density": "comfortable",
  "color": { "accent": { "primary": "2D8CFF", "level": 5 } }
}
`;
const TODAY = {
  colorScheme: "light",
  radius: "soft",
  density: "normal",
  color: { accent: { primary: "#2D8CFF", level: 3 } },
};

async function files(contents: Readonly<Record<string, string>>): Promise<string> {
  const directory = await scratch();
  await mkdir(join(directory, "src"));
  for (const [name, text] of Object.entries(contents)) await writeFile(join(directory, name), text);
  return directory;
}

describe("a file", () => {
  test("without faults: exit 0, its contrast, and a warning below AA", async () => {
    const cwd = await files({ "a.json": JSON.stringify(presets["corporate-light"].theme) });
    const run = await check(["a.json"], cwd);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toBe("✓ a.json  accent on background 5.56:1 AA\n");
    await writeFile(join(cwd, "b.json"), JSON.stringify(presets.playful.theme));
    const warned = await check(["b.json"], cwd);
    expect(warned.code).toBe(0);
    expect(warned.stdout).toBe("✓ b.json  accent on background 2.77:1 below AA\n");
    expect(warned.stderr).toMatch(/^! b\.json: accent on background: .* below WCAG 2\.2 AA/);
  });

  test("with faults: exit 1, each with its place, its value, what is allowed and what it was", async () => {
    const cwd = await files({ "old.json": OLD });
    const run = await check(["old.json"], cwd);
    expect(run.code).toBe(1);
    expect(run.stdout).toBe(
      [
        "✗ old.json: 4 faults",
        '    radius: cannot be "md"; it is "pill", "round", "soft" or "sharp" ("soft": an old name)',
        '    density: cannot be "comfortable"; it is "compact", "normal" or "spacious" ("normal": an old name)',
        "    color.accent.level: cannot be 5; it is 0, 1, 2 or 3 (3: the scale once went from 1 to 5)",
        '    color.accent.primary: cannot be "2D8CFF"; it is a CSS colour, such as #0066CC ("#2D8CFF": hex digits begin with #)',
        "",
      ].join("\n"),
    );
    expect(run.stderr).toBe(
      "✗ 4 faults in old.json.\n  Each can mean only one thing: chatkit theme check --fix old.json\n",
    );
    expect(await readFile(join(cwd, "old.json"), "utf8")).toBe(OLD);
  });

  test("with faults, as JSON: one value that has them all", async () => {
    const cwd = await files({ "old.json": OLD, "good.json": "{}" });
    const run = await check(["good.json", "old.json", "--json"], cwd);
    expect(run.code).toBe(1);
    expect(oneJsonValue(run)).toMatchObject({
      ok: false,
      error: { code: "theme_faults", exitCode: 1, message: "4 faults in old.json." },
      files: [
        { file: "good.json", ok: true, faults: [] },
        {
          file: "old.json",
          ok: false,
          faults: [
            {
              ...{ kind: "not_allowed", path: "radius", value: "md", resembles: '"soft"' },
              ...{ allowed: '"pill", "round", "soft" or "sharp"', fixable: true },
            },
            { path: "density" },
            { path: "color.accent.level", value: 5 },
            { path: "color.accent.primary" },
          ],
        },
      ],
    });
  });

  test("without faults, as JSON", async () => {
    const cwd = await files({ "a.json": JSON.stringify(presets["corporate-light"].theme) });
    expect(oneJsonValue(await check(["a.json", "--json"], cwd))).toEqual({
      ok: true,
      files: [
        {
          ...{ file: "a.json", ok: true, faults: [], warnings: [] },
          contrast: [
            {
              ...{ what: "accent on background", foreground: "#0066CC", background: "#ffffff" },
              ...{ assumed: true, ratio: 5.56, grade: "AA" },
            },
          ],
        },
      ],
    });
  });

  test("that is no JSON is a fault, and the others are checked all the same", async () => {
    const cwd = await files({ "a.json": '{\n  "radius": "soft",\n}', "b.json": '{"radius":"md"}' });
    const run = await check(["a.json", "b.json"], cwd);
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(
      /a\.json is not JSON: no comma stands before } \(line 3, column 1\)\.[\s\S]*✗ b\.json: 1 fault\n {4}radius/,
    );
    expect(run.stderr).toContain("2 faults in 2 files.");
  });

  test("that is not there is a usage error before anything is repaired", async () => {
    const cwd = await files({ "old.json": OLD });
    const run = await check(["old.json", "no.json", "--fix"], cwd);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("no.json cannot be read (ENOENT)");
    expect(await readFile(join(cwd, "old.json"), "utf8")).toBe(OLD);
  });
});

describe("--fix", () => {
  test("repairs what can mean only one thing, and says what", async () => {
    const cwd = await files({ "old.json": OLD });
    const run = await check(["--fix", "old.json"], cwd);
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(
      /^✓ old\.json: 4 repaired {2}accent on background .*\n {4}repaired radius: "md" → "soft" \(an old name\)\n/,
    );
    expect(JSON.parse(await readFile(join(cwd, "old.json"), "utf8"))).toEqual(TODAY);
    expect((await check(["old.json"], cwd)).code).toBe(0);
  });

  test("leaves the rest to the person: exit 1", async () => {
    const cwd = await files({ "old.json": '{"radius":"md","density":"airy"}' });
    const run = await check(["--fix", "old.json"], cwd);
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/✗ old\.json: 1 repaired, 1 fault\n/);
    expect(run.stderr).toBe("✗ 1 fault in old.json.\n");
    expect(await readFile(join(cwd, "old.json"), "utf8")).toBe(
      '{"radius":"soft","density":"airy"}',
    );
    const told = oneJsonValue(await check(["--fix", "old.json", "--json"], cwd));
    expect(told).toMatchObject({ ok: false, files: [{ ok: false, fixed: 0 }] });
  });

  test("touches no file that needs none", async () => {
    const cwd = await files({ "a.json": '{ "radius":"soft" }' });
    const before = await record(cwd);
    expect((await check(["--fix", "a.json"], cwd)).code).toBe(0);
    expect(await record(cwd)).toEqual(before);
  });

  test("in a hint is quoted for the shell", async () => {
    const cwd = await files({ "my old's.json": OLD });
    const run = await check(["my old's.json"], cwd);
    expect(run.stderr).toContain("check --fix 'my old'\\''s.json'");
  });
});

describe("stdin", () => {
  test.each([[[]], [["-"]]])("is checked with %j", async (args) => {
    const cwd = await scratch();
    expect(checkText("{}", args, cwd)).toEqual({ code: 0, stdout: "✓ stdin\n", stderr: "" });
    const faulty = checkText(OLD, args, cwd);
    expect(faulty.code).toBe(1);
    expect(faulty.stdout).toContain("✗ stdin: 4 faults");
    expect(faulty.stderr).toContain("… | chatkit theme check --fix\n");
  });

  test("is repaired on the way through: the theme on stdout, the talk on stderr", async () => {
    const cwd = await scratch();
    const run = checkText(OLD, ["--fix"], cwd);
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toEqual(TODAY);
    expect(run.stderr).toContain("4 repaired");
    const good = checkText('{ "radius":"soft" }\n', ["--fix", "-"], cwd);
    expect(good).toMatchObject({ code: 0, stdout: '{ "radius":"soft" }\n' });
  });

  test("that is no JSON hands nothing on", async () => {
    for (const text of ["", "{", "hello"]) {
      const run = checkText(text, ["--fix"], await scratch());
      expect(run).toMatchObject({ code: 1, stdout: "" });
      expect(run.stderr).toMatch(/stdin is (empty|not JSON)/);
    }
  });

  test("repaired, as JSON, has the theme in the one value", async () => {
    const { stdout, code } = checkText(OLD, ["--fix", "--json"], await scratch());
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, files: [{ fixed: 4, theme: TODAY }] });
  });

  test("beside files cannot be repaired", async () => {
    const cwd = await files({ "old.json": OLD });
    const run = checkText(OLD, ["--fix", "-", "old.json"], cwd);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(await readFile(join(cwd, "old.json"), "utf8")).toBe(OLD);
  });

  test("that never ends is waited for, which is said, until Ctrl-C", async () => {
    const words = [launcher("chatkit"), "theme", "check"];
    const child = spawn(process.execPath, words, { cwd: await scratch(), env: cleanEnv() });
    onTestFinished(() => void child.kill("SIGKILL"));
    const ended = once(child, "close");
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (said.includes("Reading a theme from stdin")) child.kill("SIGINT");
    });
    expect(await ended).toEqual([130, null]);
    expect(said).toContain("Cancelled.");
  });
});

describe("nothing named and nothing piped in", () => {
  test("is the theme of the app here", async () => {
    const cwd = await files({ "src/theme.json": OLD });
    const run = await check([], cwd);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("✗ src/theme.json: 4 faults");
    expect((await check(["--fix"], cwd)).code).toBe(0);
    expect(JSON.parse(await readFile(join(cwd, "src/theme.json"), "utf8"))).toEqual(TODAY);
  });
  test("an empty pipe is nothing", async () => {
    const cwd = await files({ "src/theme.json": OLD });
    expect(checkText("", [], cwd).stdout).toContain("✗ src/theme.json: 4 faults");
    expect(checkText("", ["-"], cwd).stdout).toContain("stdin is empty");
  });
  test("is a theme with a fault even where it is no JSON", async () => {
    const cwd = await files({ "src/theme.json": "{" });
    const run = await check([], cwd);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("src/theme.json is not JSON");
  });
  test("and no app here is a usage error", async () => {
    const run = await startCli(["theme", "check"], { cwd: await scratch() }).finished;
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("check <file>");
  });
});
