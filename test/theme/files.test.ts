import { execFileSync, spawn } from "node:child_process";
import { chmod, mkdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { replaceFile } from "../../src/project/replace-file.ts";
import { findAppTheme, needAppTheme, writeAppTheme } from "../../src/theme/app-theme.ts";
import { checkText } from "../../src/theme/check-text.ts";
import { filesBelow, record, scratch } from "../helpers/cli.ts";

const OLD =
  '{\n  "$schema": "./theme.schema.json",\n  "radius": "soft",\n  "density": "normal"\n}\n';
const ANSWERS = {
  ...{ version: 1, frontend: "react", backend: "hosted", runtime: "node", sample: "bare" },
};

async function app(files: Readonly<Record<string, string>>): Promise<string> {
  const directory = await scratch();
  await mkdir(join(directory, "src"));
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  return directory;
}

describe("the theme of the app here", () => {
  test("is found by its file, with or without chatkit.json", async () => {
    const directory = await app({ "src/theme.json": OLD });
    expect(await findAppTheme(directory)).toMatchObject({
      text: OLD,
      schema: "./theme.schema.json",
    });
  });
  test("is made where an app of ours has lost it, and names the schema that is there", async () => {
    const ours = { "chatkit.json": JSON.stringify(ANSWERS) };
    const bare = await needAppTheme(await app(ours));
    expect(await writeAppTheme(bare, { radius: "pill" })).toContain('+  "radius": "pill"');
    expect(await readFile(bare.path, "utf8")).toBe('{\n  "radius": "pill"\n}\n');
    const whole = await needAppTheme(await app({ ...ours, "src/theme.schema.json": "{}" }));
    await writeAppTheme(whole, { radius: "pill" });
    expect(await readFile(whole.path, "utf8")).toContain('"$schema": "./theme.schema.json"');
  });
  test.each([
    ["an empty directory", {}, "no_app_here"],
    ["a theme that is no JSON", { "src/theme.json": "{" }, "theme_invalid"],
    ["a chatkit.json of somebody else", { "chatkit.json": "[]" }, "chatkit_json_invalid"],
  ])("is not found in %s", async (_, files, code) => {
    await expect(needAppTheme(await app(files))).rejects.toMatchObject({ code, exitCode: 2 });
  });
});

describe("writing it", () => {
  test("keeps $schema, changes the rest, and tells the difference", async () => {
    const directory = await app({ "src/theme.json": OLD });
    const diff = await writeAppTheme(await needAppTheme(directory), { radius: "pill" });
    expect(diff).toBe(
      [
        ...["--- src/theme.json", "+++ src/theme.json", "@@ -1,5 +1,4 @@", " {"],
        ...['   "$schema": "./theme.schema.json",', '-  "radius": "soft",'],
        ...['-  "density": "normal"', '+  "radius": "pill"', " }"],
      ].join("\n"),
    );
    expect(await readFile(join(directory, "src/theme.json"), "utf8")).toBe(
      '{\n  "$schema": "./theme.schema.json",\n  "radius": "pill"\n}\n',
    );
    expect(await filesBelow(directory)).toEqual(["src/theme.json"]);
  });
  test("keeps the layout of the file, so that the difference is what has changed", async () => {
    const old = '\uFEFF{\r\n\t"$schema": "./s.json",\r\n\t"radius": "soft"\r\n}';
    const directory = await app({ "src/theme.json": old });
    const diff = await writeAppTheme(await needAppTheme(directory), { radius: "pill" });
    expect(await readFile(join(directory, "src/theme.json"), "utf8")).toBe(
      old.replace("soft", "pill"),
    );
    expect(diff.match(/^[-+]\s.*radius/gm)).toHaveLength(2);
    expect(diff).not.toMatch(/^[-+].*schema/m);
  });
  test("leaves out a $schema that is no text", async () => {
    const directory = await app({ "src/theme.json": '{"$schema":5}' });
    await writeAppTheme(await needAppTheme(directory), { radius: "pill" });
    expect(await readFile(join(directory, "src/theme.json"), "utf8")).toBe('{"radius":"pill"}');
  });
  test("what is there already touches nothing", async () => {
    const directory = await app({ "src/theme.json": OLD });
    const file = join(directory, "src/theme.json");
    const before = await stat(file);
    const same = { radius: "soft", density: "normal" } as const;
    expect(await writeAppTheme(await needAppTheme(directory), same)).toBe("");
    expect((await stat(file)).ino).toBe(before.ino);
  });
});

describe("replacing a file", () => {
  test("keeps its permissions, or sets those that are wanted", async () => {
    const directory = await scratch();
    const path = join(directory, "file");
    await replaceFile({ path, contents: "1", mode: 0o600 });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await chmod(path, 0o640);
    await replaceFile({ path, contents: "2" });
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect(await readFile(path, "utf8")).toBe("2");
  });
  test("leaves a symbolic link, and replaces what it leads to", async () => {
    const directory = await scratch();
    await writeFile(join(directory, "real"), "1");
    await symlink("real", join(directory, "link"));
    await replaceFile({ path: join(directory, "link"), contents: "2" });
    expect(await record(directory)).toMatchObject({ link: "link to real" });
    expect(await readFile(join(directory, "real"), "utf8")).toBe("2");
  });
  test("of a link that leads nowhere yet makes what it leads to", async () => {
    const directory = await scratch();
    await symlink("real", join(directory, "link"));
    await replaceFile({ path: join(directory, "link"), contents: "1" });
    expect(await record(directory)).toMatchObject({ link: "link to real" });
    expect(await readFile(join(directory, "real"), "utf8")).toBe("1");
  });
  test("refuses a directory and a device, and leaves them", async () => {
    const directory = await scratch();
    await mkdir(join(directory, "folder"));
    execFileSync("mkfifo", [join(directory, "pipe")]);
    for (const name of ["folder", "pipe"]) {
      const refused = replaceFile({ path: join(directory, name), contents: "x" });
      await expect(refused).rejects.toMatchObject({ code: "not_a_file", exitCode: 2 });
    }
    expect(await record(directory)).toMatchObject({ pipe: "special" });
    expect(Object.keys(await record(directory))).toEqual(["folder", "pipe"]);
  });
  test.runIf(process.platform === "linux")("refuses a pipe, as /dev/stdout leads to", async () => {
    const child = spawn("sleep", ["60"], { stdio: ["ignore", "pipe", "ignore"] });
    onTestFinished(() => void child.kill());
    const refused = replaceFile({ path: `/proc/${child.pid}/fd/1`, contents: "x" });
    await expect(refused).rejects.toMatchObject({ code: "not_a_file", exitCode: 2 });
  });
  test("in a directory that is missing says how to make it, and leaves nothing", async () => {
    const directory = await scratch();
    const path = join(directory, "missing/file");
    await expect(replaceFile({ path, contents: "x" })).rejects.toMatchObject({
      ...{
        code: "no_such_directory",
        exitCode: 1,
        hint: `Make it first: mkdir -p ${directory}/missing`,
      },
    });
    expect(await record(directory)).toEqual({});
  });
});

describe("a repaired text keeps its layout", () => {
  test.each([
    ["tabs", '{\n\t"radius": "md"\n}\n', '{\n\t"radius": "soft"\n}\n'],
    ["four blanks", '{\n    "radius": "md"\n}', '{\n    "radius": "soft"\n}'],
    ["Windows lines", '{\r\n  "radius": "md"\r\n}\r\n', '{\r\n  "radius": "soft"\r\n}\r\n'],
    ["a byte order mark", '\uFEFF{"radius":"md"}', '\uFEFF{"radius":"soft"}'],
    ["one line", '{"radius":"md"}\n', '{"radius":"soft"}\n'],
  ])("%s", (_, text, repaired) => {
    expect(checkText("x.json", Buffer.from(text))).toMatchObject({ repaired, left: [] });
  });
  test("what needs none is not touched, however it is laid out", () => {
    const { repaired, theme } = checkText("x.json", Buffer.from('{  "radius" :"soft"}'));
    expect([repaired, theme]).toEqual([undefined, { radius: "soft" }]);
  });
  test.each([
    ["{", /x\.json is not JSON: it ends too early \(line 1, column 2\)/],
    ['{"a":"x', /it ends too early|was not expected/],
    ['{\n  "radius": "md",\n}', /no comma stands before } \(line 3, column 1\)/],
    ["", /x\.json is empty/],
    ["// a comment\n{}", /JSON has no comments \(line 1, column 1\)/],
    ['{\n  "radius": /* soft */ "md"\n}', /JSON has no comments \(line 2, column 13\)/],
    ["{'radius': 1}", /texts stand in double quotes \(line 1, column 2\)/],
    ['{"a": tru}', /"t" was not expected|line 1, column \d/],
    ["{}\n\n}", /"}" was not expected \(line 3, column 1\)/],
    ["\u001b[2J", /^\P{Cc}*not JSON\P{Cc}*\\u001b\P{Cc}*$/u],
    [`${"[".repeat(100_000)}${"]".repeat(100_000)}`, /more than 32 deep/],
  ])("%j is no JSON, and says where", (text, says) => {
    const { faults, theme } = checkText("x.json", Buffer.from(text));
    expect(theme).toBeUndefined();
    expect(faults).toMatchObject([
      { kind: "not_json", path: "", because: expect.stringMatching(says) },
    ]);
  });
  test("what is no UTF-8 is told, and never written anew", () => {
    const latin = Buffer.from('{"radius":"md","typography":{"fontFamily":"Caf\u00e9"}}', "latin1");
    const utf16 = Buffer.from('\uFEFF{"radius":"md"}', "utf16le");
    expect(checkText("x.json", latin)).toMatchObject({
      faults: [{ because: expect.stringMatching(/^x\.json is not UTF-8/) }],
      repaired: undefined,
    });
    expect(checkText("x.json", utf16)).toMatchObject({
      faults: [{ because: expect.stringMatching(/UTF-16, as > in Windows PowerShell .* --out/) }],
      repaired: undefined,
    });
  });
  test("a key that stands twice is told, and no repair chooses between the two", () => {
    const text = '{"radius":"md","color":{},"radius":"soft","color":{"accent":1,"accent":2}}';
    const { faults, left, repaired } = checkText("x.json", Buffer.from(text));
    expect(faults.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      ...["duplicate_key radius", "duplicate_key color", "duplicate_key color.accent"],
      "not_allowed color.accent",
    ]);
    expect([left, repaired]).toEqual([faults, undefined]);
  });
});
