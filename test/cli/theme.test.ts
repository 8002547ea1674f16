import { execFileSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { presets } from "../../src/theme/presets.ts";
import { themeSchema } from "../../src/theme/schema.ts";
import { cli, launcher, oneJsonValue, QUICK, record, scratch } from "../helpers/cli.ts";
import { disk, disks } from "../helpers/disk.ts";
import type { Finished } from "../helpers/processes.ts";

function theme(args: readonly string[], cwd: string): Promise<Finished> {
  return cli(["theme", ...args], { cwd, door: "chatkit" });
}

const OLD = {
  $schema: "./theme.schema.json",
  colorScheme: "light",
  radius: "soft",
  color: { accent: { primary: "#0066CC", level: 1 } },
};

/** A project that keeps a theme where our apps do. */
async function project(contents: string = `${JSON.stringify(OLD, null, 2)}\n`): Promise<string> {
  const directory = await scratch();
  await mkdir(join(directory, "src"));
  await writeFile(join(directory, "src/theme.json"), contents);
  return directory;
}

async function themeIn(directory: string): Promise<Record<string, unknown>> {
  const text = await readFile(join(directory, "src/theme.json"), "utf8");
  return JSON.parse(text) as Record<string, unknown>;
}

describe("printed, ready for a pipe", () => {
  test.each(Object.entries(presets))("the preset %s", async (name, preset) => {
    const run = await theme([name], await scratch());
    expect(run.code).toBe(0);
    expect(run.stdout).toBe(`${JSON.stringify(preset.theme, null, 2)}\n`);
    // Coral on white is the one that is hard to read, and it is said beside the pipe.
    if (name === "playful") expect(run.stderr).toMatch(/^! accent on background: .* 2\.77:1/);
    else expect(run.stderr).toBe("");
  });

  test("every option in one theme", async () => {
    const cwd = await scratch();
    const fonts = [{ family: "Inter", src: "https://a.example/inter.woff2" }];
    await writeFile(join(cwd, "fonts.json"), JSON.stringify(fonts));
    const run = await theme(
      [
        ...["minimal", "--scheme", "dark", "--radius", "pill", "--density", "spacious"],
        ...["--accent", "rgb(77, 159, 255)", "--accent-level", "0", "--grayscale", "220,6,-4"],
        ...["--surface", "#111,hsl(0, 0%, 98%)", "--font", "Inter, sans-serif"],
        ...["--font-mono", "monospace", "--font-source", "fonts.json", "--base-size", "17"],
      ],
      cwd,
    );
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(run.stdout)).toEqual({
      colorScheme: "dark",
      radius: "pill",
      density: "spacious",
      color: {
        accent: { primary: "rgb(77, 159, 255)", level: 0 },
        grayscale: { hue: 220, tint: 6, shade: -4 },
        surface: { background: "#111", foreground: "hsl(0, 0%, 98%)" },
      },
      typography: {
        baseSize: 17,
        fontFamily: "Inter, sans-serif",
        fontFamilyMono: "monospace",
        fontSources: fonts,
      },
    });
  });

  test("a whole theme from one colour, and what became of that colour", async () => {
    const run = await theme(["--from", "#FFD700", "--density", "compact"], await scratch());
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      colorScheme: "light",
      density: "compact",
      color: { accent: { level: 2 }, grayscale: { hue: 51 }, surface: {} },
    });
    expect(run.stderr).toContain("#ffd700 with its hue kept");
    const dark = await theme(["--from", "#FFD700", "--scheme", "dark"], await scratch());
    expect(JSON.parse(dark.stdout)).toMatchObject({
      colorScheme: "dark",
      color: { accent: { primary: "#ffd700" } },
    });
    expect(dark.stderr).toBe("");
  });

  test("a theme file, changed", async () => {
    const cwd = await project();
    const run = await theme(["src/theme.json", "--accent-level", "3"], cwd);
    expect(JSON.parse(run.stdout)).toEqual({
      colorScheme: "light",
      radius: "soft",
      color: { accent: { primary: "#0066CC", level: 3 } },
    });
  });

  test("as TypeScript, and as options for the backend of the app here", async () => {
    const cwd = await scratch();
    const ts = await theme(["minimal", "--format", "ts"], cwd);
    expect(ts.stdout).toContain("export const theme: ThemeOption = {\n");
    const options = await theme(["minimal", "--format", "options"], cwd);
    expect(options.stdout).toContain(
      'api: { url: "/chatkit", domainKey: "local-dev" },\n  theme: {',
    );
    await cli(["hosted", ...QUICK], { cwd });
    const hosted = await theme(["minimal", "--format", "options"], join(cwd, "hosted"));
    expect(hosted.stdout).toContain("async getClientSecret() {");
    expect(hosted.stdout).not.toContain("domainKey");
  });

  test("through either program", async () => {
    const run = await cli(["theme", "minimal"], { cwd: await scratch() });
    expect(JSON.parse(run.stdout)).toEqual(presets.minimal.theme);
  });
});

describe("--json is one value", () => {
  test("with the theme, its contrast and the warnings", async () => {
    const value = oneJsonValue(await theme(["playful", "--json"], await scratch()));
    expect(value).toMatchObject({
      ok: true,
      theme: presets.playful.theme,
      contrast: [{ what: "accent on background", ratio: 2.77, grade: "below AA", assumed: true }],
      warnings: [expect.stringContaining("2.77:1")],
    });
  });
  test("with the text where that is none of its own", async () => {
    const run = await theme(["minimal", "--format", "ts", "--json"], await scratch());
    expect(oneJsonValue(run)).toMatchObject({
      format: "ts",
      text: expect.stringContaining("ThemeOption"),
    });
  });
  test("for the presets and the schema", async () => {
    const cwd = await scratch();
    const list = oneJsonValue(await theme(["list", "--json"], cwd)) as { presets: object[] };
    expect(list.presets).toHaveLength(4);
    expect(list.presets[0]).toEqual({ name: "corporate-light", ...presets["corporate-light"] });
    const { schema } = oneJsonValue(await theme(["--json", "schema"], cwd));
    expect(schema).toEqual(themeSchema);
  });
});

test("list names every preset, and what it is", async () => {
  const run = await theme(["list"], await scratch());
  expect(run.stdout).toMatch(
    /^corporate-light {2}light, .*\ncorporate-dark .*\nminimal .*\nplayful .*\n$/,
  );
});

test("schema is a JSON Schema that takes the presets and refuses their old names", async () => {
  const { stdout } = await theme(["schema"], await scratch());
  const validate = new Ajv({ allowUnionTypes: true }).compile(JSON.parse(stdout) as object);
  for (const preset of Object.values(presets)) expect(validate(preset.theme)).toBe(true);
  expect(validate({ radius: "md" })).toBe(false);
});

describe("--out", () => {
  test("writes a file and says so", async () => {
    const cwd = await scratch();
    const run = await theme(["minimal", "--out", "theme.json"], cwd);
    expect(run).toMatchObject({ code: 0, stdout: "Wrote theme.json\n" });
    expect(JSON.parse(await readFile(join(cwd, "theme.json"), "utf8"))).toEqual(
      presets.minimal.theme,
    );
  });
  test("takes a .ts file for TypeScript, unless told otherwise", async () => {
    const cwd = await scratch();
    await theme(["minimal", "--out", "theme.ts"], cwd);
    expect(await readFile(join(cwd, "theme.ts"), "utf8")).toContain("ThemeOption");
    await theme(["minimal", "--out", "theme.ts", "--format", "options"], cwd);
    expect(await readFile(join(cwd, "theme.ts"), "utf8")).toContain("ChatKitOptions");
  });
});

describe("--write", () => {
  test("writes into the app here, shows the difference and keeps $schema", async () => {
    const cwd = await project();
    const run = await theme(["corporate-dark", "--write"], cwd);
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/^Wrote src\/theme\.json\n--- src\/theme\.json\n/);
    expect(run.stdout).toContain('-  "colorScheme": "light",\n+  "colorScheme": "dark",');
    expect(await themeIn(cwd)).toEqual({
      $schema: "./theme.schema.json",
      ...presets["corporate-dark"].theme,
    });
  });

  test("changes the theme that is there where no preset is named", async () => {
    const cwd = await project();
    await theme(["--accent", "teal", "--density", "compact", "--write"], cwd);
    expect(await themeIn(cwd)).toEqual({
      ...OLD,
      density: "compact",
      color: { accent: { primary: "teal", level: 1 } },
    });
  });

  test("a second time changes nothing, and says so", async () => {
    const cwd = await project();
    await theme(["playful", "--write"], cwd);
    const before = await record(cwd);
    const run = await theme(["playful", "--write"], cwd);
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining("nothing was written") });
    expect(await record(cwd)).toEqual(before);
    const told = oneJsonValue(await theme(["playful", "--write", "--json"], cwd));
    expect(told).toMatchObject({ ok: true, file: "src/theme.json", written: false, diff: "" });
  });

  test("in an app that create has made leaves an app whose theme is checked", async () => {
    const cwd = await scratch();
    await cli(["app", ...QUICK], { cwd });
    const app = join(cwd, "app");
    const before = await record(app);
    const run = await theme(["--from", "rebeccapurple", "--write", "--json"], app);
    expect(oneJsonValue(run)).toMatchObject({ written: true, theme: { radius: "sharp" } });
    const after = await record(app);
    const changed = Object.keys(after).filter((path) => after[path] !== before[path]);
    expect(changed).toEqual(["src/theme.json"]);
    expect((await theme(["check"], app)).code).toBe(0);
  });

  test.runIf(disks)(
    "on a full disk leaves the theme as it was, and nothing beside it",
    async () => {
      const { path } = await disk("size=16k,nr_inodes=100");
      await mkdir(join(path, "src"));
      await writeFile(join(path, "src/theme.json"), '{"radius":"soft"}');
      await writeFile(join(path, "full"), Buffer.alloc(12288));
      const before = await record(path);
      const run = await theme(["corporate-dark", "--write"], path);
      expect(run.code).toBe(1);
      expect(run.stderr).toContain("the disk is full");
      expect(await record(path)).toEqual(before);
    },
  );
});

/** What is refused, with the exit code 2, the stable code, and what must be said. */
const REFUSED: [string, string[], string, RegExp][] = [
  ["nothing at all", [], "missing_answer", /corporate-light, corporate-dark, minimal, playful/],
  ["only where to write it", ["--write"], "missing_answer", /--from/],
  ["an unknown preset", ["minmal"], "unknown_choice", /"minmal"[\s\S]*Did you mean minimal\?/],
  ["an unknown command", ["chek"], "unknown_choice", /Did you mean check\?/],
  ["two presets", ["minimal", "playful"], "excess_arguments", /too many arguments/i],
  ["an old radius", ["--radius", "md"], "unknown_choice", /Did you mean --radius soft\?/],
  ["an old density", ["--density", "comfortable"], "unknown_choice", /--density normal/],
  ["an old level", ["playful", "--accent-level", "5"], "unknown_choice", /--accent-level 3/],
  ["no colour", ["--from", "bluish"], "bad_colour", /--from cannot be "bluish"/],
  ["an unknown format", ["minimal", "--format", "jsn"], "unknown_choice", /--format json/],
  ["an unknown flag", ["--acent", "red"], "unknown_option", /--accent/],
  ["--write and --out", ["minimal", "--write", "--out", "x"], "answer_does_not_belong", /--out/],
  [
    "--write as TypeScript",
    ["minimal", "--write", "--format", "ts"],
    "answer_does_not_belong",
    /JSON/,
  ],
  [
    "a file that is none",
    ["minimal", "--out", "src", "--format", "json"],
    "not_a_file",
    /src cannot be written: it is a directory/,
  ],
  [
    "a file that could hold anything",
    ["minimal", "--out", "theme.css"],
    "missing_answer",
    /--format json/,
  ],
  ["a file without a name", ["minimal", "--out", ""], "missing_answer", /--format/],
  ["stdout as a file", ["minimal", "--out", "-"], "missing_answer", /Leave --out out/],
  ["a colour of any length", ["--from", "x".repeat(9000)], "bad_colour", /^.{0,300}$/s],
  [
    "a theme file with faults",
    ["./old.json"],
    "theme_invalid",
    /radius: cannot be "md"[\s\S]*check --fix/,
  ],
  ["a font file that is not there", ["--font-source", "no.json"], "theme_unreadable", /no\.json/],
  ["a theme file that is not there", ["./no.json"], "theme_unreadable", /no\.json/],
  [
    "flags of a theme for a check",
    ["--accent", "red", "check"],
    "answer_does_not_belong",
    /--accent/,
  ],
  ["words behind list", ["list", "minimal"], "excess_arguments", /too many arguments/i],
];

describe("refused with exit 2, and nothing is written", () => {
  test.each(REFUSED)("%s", async (_, args, code, says) => {
    const cwd = await project();
    await writeFile(join(cwd, "old.json"), '{"radius":"md"}');
    const before = await record(cwd);
    const run = await theme([...args, "--json"], cwd);
    expect(run).toMatchObject({ code: 2 });
    const { error } = oneJsonValue(run) as { error: Record<string, string> };
    expect(error).toMatchObject({ code, exitCode: 2 });
    expect(`${error.message}\n${error.hint}`).toMatch(says);
    expect(await record(cwd)).toEqual(before);
  });

  test.each([
    ["where no app is", {}, /--out/],
    ["into a file that is no JSON", { "src/theme.json": "{" }, /src\/theme\.json is not JSON/],
  ])("--write %s", async (_, files, says) => {
    const cwd = await scratch();
    await mkdir(join(cwd, "src"));
    for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text);
    const before = await record(cwd);
    const run = await theme(["minimal", "--write"], cwd);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toMatch(says);
    expect(await record(cwd)).toEqual(before);
  });

  test("--write changes no theme that has faults of its own", async () => {
    const cwd = await project('{"radius":"md"}');
    const run = await theme(["--accent", "red", "--write"], cwd);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("check --fix");
    expect(await themeIn(cwd)).toEqual({ radius: "md" });
  });
});

test("a pipe into check works in a real shell", async () => {
  const program = `"${process.execPath}" "${launcher("chatkit")}"`;
  const line = `${program} theme --from '#0066CC' 2>&1 | ${program} theme check`;
  const said = execFileSync("sh", ["-c", line], { cwd: await scratch(), encoding: "utf8" });
  expect(said).toMatch(
    /^✓ stdin {2}text on background [\d.]+:1 AAA, accent on background [\d.]+:1 AA\n$/,
  );
});
