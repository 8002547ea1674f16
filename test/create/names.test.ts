import { execFileSync, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import validateName from "validate-npm-package-name";
import { beforeAll, describe, expect, test } from "vitest";
import { appNames, checkDirectoryName } from "../../src/create/names.ts";
import { answersOf, planned } from "../helpers/plan.ts";
import { requirement } from "../helpers/requirement.ts";

/** Names that a directory may have, each of a kind that has broken a generator somewhere. */
const HOSTILE = [
  "my-chatkit-app",
  "My App",
  "UPPER",
  "a",
  "7",
  "007-bond",
  "-",
  "--",
  "-rf",
  "--help",
  ".hidden",
  "..x",
  "_private",
  "@scope",
  "@scope name",
  "~home",
  "http",
  "node",
  "favicon.ico",
  "constructor",
  "__proto__",
  "toString",
  "null",
  "true",
  "it's",
  'say "hi"',
  "a & b",
  "&amp;",
  "&#39;",
  "<b>bold</b>",
  "</title><script>alert(1)</script>",
  "<!-- x",
  "]]>",
  "$(touch pwned)",
  "`touch pwned`",
  "$HOME",
  "${title}",
  "{{title}}",
  "{{{x}}}",
  "%PATH%",
  "a;b|c>d",
  "back\\slash",
  "ends in \\",
  "\\u0041",
  '"""',
  "'''",
  "# heading",
  "* star *",
  "_under_ __score__",
  "[link](x)",
  "![image](x)",
  "1. one",
  "| a | b |",
  "~~gone~~",
  "a  b",
  " leading",
  "trailing ",
  "trailing.",
  "ünï cødé",
  "日本語のアプリ",
  "Приложение",
  "تطبيق",
  "עברית",
  "a\u202eb",
  "e\u0301clair",
  "Z\u0351\u0310a\u0321lgo",
  "🚀",
  "👩‍👩‍👧‍👦 family",
  "ﷺ",
  "İstanbul",
  "x".repeat(120),
  "ab ".repeat(40).trim(),
  "é".repeat(120),
  "😀".repeat(60),
];

const HOSTED = answersOf({ backend: "hosted" });
const SELF_HOSTED = answersOf({ backend: "self-hosted", runtime: "python" });

describe("names", () => {
  test.each(HOSTILE)("%j", (name) => {
    expect(() => checkDirectoryName(name)).not.toThrow();
    const { title, packageName, appId } = appNames(name);
    expect(title).toBe(name);
    expect(validateName(packageName)).toEqual({
      validForNewPackages: true,
      validForOldPackages: true,
    });
    expect(appId).toMatch(/^[a-z][a-z0-9-]{0,39}$/);
    expect(appId).not.toMatch(/-$/);
  });

  test.each([
    ["my-chatkit-app", "my-chatkit-app", "my-chatkit-app"],
    ["My App", "my-app", "my-app"],
    ["éclair à point", "eclair-a-point", "eclair-a-point"],
    ["http", "http-app", "http-app"],
    ["007-bond", "007-bond", "bond"],
    ["-", "chatkit-app", "chatkit-app"],
    ["🚀", "chatkit-app", "chatkit-app"],
    ["@scope", "scope", "scope"],
    ["node_modules2", "node_modules2", "node-modules2"],
  ])("%j leads to the package %s and the id %s", (name, packageName, appId) => {
    expect(appNames(name)).toMatchObject({ packageName, appId });
  });

  test.each([
    ["", /empty/],
    [" ", /empty/],
    ["a\u0000b", /control/],
    ["a\tb", /control/],
    ["a\nb", /control/],
    ["a\u007fb", /control/],
    ["a\u0085b", /control/],
    ["a\u2028b", /control/],
    ["a\ud800b", /Unicode/],
    ["con", /Windows/],
    ["Con.txt", /Windows/],
    ["nul .x", /Windows/],
    ["COM1", /Windows/],
    ["lpt¹", /Windows/],
    ["CONOUT$", /Windows/],
    ["node_modules", /npm/],
  ])("%j is refused", (name, reason) => {
    expect(() => checkDirectoryName(name)).toThrow(reason);
  });

  test.each(["console", "com", "com10", "nullable", "auxiliary", "node_modules.x"])(
    "%j only looks like a refused one",
    (name) => {
      expect(() => checkDirectoryName(name)).not.toThrow();
    },
  );
});

const python = requirement(
  "Python 3.11 (tomllib)",
  spawnSync("python3", ["-c", "import tomllib"]).status === 0,
);

describe.runIf(python)("the title is what was typed, in every language of the app", () => {
  let hosted: Record<string, string>[] = [];
  let selfHosted: Record<string, string>[] = [];
  let read: Record<string, unknown>[] = [];

  beforeAll(async () => {
    hosted = await Promise.all(HOSTILE.map((name) => planned(name, HOSTED)));
    selfHosted = await Promise.all(HOSTILE.map((name) => planned(name, SELF_HOSTED)));
    const reader = fileURLToPath(new URL("../helpers/parse-app.py", import.meta.url));
    const output = execFileSync("python3", [reader], {
      input: JSON.stringify([...hosted, ...selfHosted]),
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    read = JSON.parse(output) as Record<string, unknown>[];
    // Python parses some hundred files, which takes a busy machine a while.
  }, 60_000);

  test.each(HOSTILE.map((name, at) => [name, at] as const))("%j", (name, at) => {
    for (const [files, parsed] of [
      [hosted[at], read[at]],
      [selfHosted[at], read[HOSTILE.length + at]],
    ] as const) {
      const manifest = JSON.parse(files?.["package.json"] ?? "") as Record<string, string>;
      expect(manifest.name).toBe(appNames(name).packageName);
      expect(manifest.description).toBe(name);
      expect(parsed?.title).toBe(name);
      // Nothing of the name became an element of its own.
      expect(parsed?.elements).toEqual(read[0]?.elements);
      for (const path of ["README.md", "AGENTS.md"]) {
        const heading = /^# (.*)$/m.exec(files?.[path] ?? "")?.[1] ?? "";
        expect(heading.replace(/\\([!-/:-@[-`{-~])/g, "$1")).toContain(name);
        // What Markdown would read as markup stands behind a backslash.
        expect(heading.replace(/\\[!-/:-@[-`{-~]/g, "")).not.toMatch(/[`*_[\]<>&$]/);
      }
    }
    const project = read[HOSTILE.length + at]?.["pyproject.toml"] as {
      project: Record<string, string>;
    };
    expect(project.project.description).toBe(name);
    expect(project.project.name).toMatch(/^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i);
    expect(read[HOSTILE.length + at]?.python).toBeGreaterThan(5);
  });

  test("a long title makes no line of code longer", () => {
    const at = HOSTILE.indexOf("x".repeat(120));
    for (const files of [hosted[at], selfHosted[at]]) {
      for (const [path, text] of Object.entries(files ?? {})) {
        if (/\.(ts|tsx|py|mjs|css)$/.test(path))
          expect([path, text.includes("xxxxx".repeat(10))]).toEqual([path, false]);
      }
    }
  });
});
