import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { emitTheme } from "../../src/theme/emit.ts";
import { presets } from "../../src/theme/presets.ts";
import type { Theme } from "../../src/theme/schema.ts";
import { tuneTheme } from "../../src/theme/tune.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const EVERYTHING: Theme = {
  ...tuneTheme({}, { from: "#0066CC", radius: "pill", density: "spacious" }).theme,
  color: {
    accent: { primary: "oklch(60% 0.15 250)", level: 0 },
    grayscale: { hue: 12.5, tint: 0, shade: -4 },
    surface: { background: "white", foreground: "black" },
  },
  typography: {
    baseSize: 14,
    fontFamily: '"Fira: Sans", "a\\b", \u2028 `$(x)`, serif',
    fontFamilyMono: "monospace",
    fontSources: [
      { family: "A", src: "https://a.example/a.woff2", weight: 400, style: "italic" },
      {
        family: "B",
        src: "https://a.example/b.woff2",
        weight: "100 900",
        display: "swap",
        unicodeRange: "U+0-7F",
      },
    ],
  },
};

const THEMES: Record<string, Theme> = {
  ...Object.fromEntries(Object.entries(presets).map(([name, { theme }]) => [name, theme])),
  brand: tuneTheme({}, { from: "rebeccapurple", scheme: "dark" }).theme,
  everything: EVERYTHING,
  empty: {},
};

/** Type-checks modules beside the installed types; what tsc says of each of them. */
async function typeCheck(modules: Readonly<Record<string, string>>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "chatkit-emit-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  for (const [name, text] of Object.entries(modules)) await writeFile(join(directory, name), text);
  const types = join(ROOT, "node_modules/@openai/chatkit/types/index.d.ts");
  const compilerOptions = {
    ...{ strict: true, noEmit: true, target: "ES2022", module: "ESNext", types: [] },
    ...{ lib: ["ES2022", "DOM"], moduleResolution: "bundler", exactOptionalPropertyTypes: true },
    ...{ noUnusedLocals: true, paths: { "@openai/chatkit": [types] } },
  };
  await writeFile(join(directory, "tsconfig.json"), JSON.stringify({ compilerOptions }));
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const run = promisify(execFile)(process.execPath, [tsc, "--project", directory]);
  return run.then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
}

test("what is emitted as TypeScript is what ChatKit's types take", async () => {
  const modules = Object.entries(THEMES).flatMap(([name, theme]) => [
    [`${name}-theme.ts`, emitTheme(theme, "ts", "self-hosted")],
    [`${name}-self-hosted.ts`, emitTheme(theme, "options", "self-hosted")],
    [`${name}-hosted.ts`, emitTheme(theme, "options", "hosted")],
  ]);
  expect(await typeCheck(Object.fromEntries(modules))).toBe("");
}, 60_000);

test("and what is no theme is refused by the same check", async () => {
  const wrong = { radius: "md" } as unknown as Theme;
  const said = await typeCheck({
    "theme.ts": emitTheme(wrong, "ts", "self-hosted"),
    "options.ts": emitTheme(wrong, "options", "hosted"),
  });
  expect(said).toMatch(/theme\.ts\(4,3\): error TS2322: Type '"md"'/);
  expect(said).toMatch(/options\.ts.*error TS2322: Type '"md"'/);
}, 60_000);

describe.each(Object.entries(THEMES))("%s", (_, theme) => {
  test("is the same theme in JSON and in TypeScript", async () => {
    expect(JSON.parse(emitTheme(theme, "json", "self-hosted"))).toEqual(theme);
    const module = emitTheme(theme, "ts", "self-hosted")
      .replace(/^import .*$/m, "")
      .replace(": ThemeOption", "");
    const url = `data:text/javascript,${encodeURIComponent(module)}`;
    expect(((await import(/* @vite-ignore */ url)) as { theme: Theme }).theme).toEqual(theme);
  });
});

test("TypeScript is formatted as Biome and Prettier want it", () => {
  expect(
    emitTheme(presets["corporate-light"].theme, "options", "self-hosted"),
  ).toBe(`import type { ChatKitOptions } from "@openai/chatkit";

export const options: ChatKitOptions = {
  // Your own ChatKit server. Off localhost the page's host needs a domain key of its own:
  // https://platform.openai.com/settings/organization/security/domain-allowlist
  api: { url: "/chatkit", domainKey: "local-dev" },
  theme: {
    colorScheme: "light",
    radius: "soft",
    density: "normal",
    color: {
      accent: {
        primary: "#0066CC",
        level: 2,
      },
    },
  },
};
`);
});

test.each([
  ['"Open Sans", sans-serif', `'"Open Sans", sans-serif'`],
  ["'Open Sans', sans-serif", `"'Open Sans', sans-serif"`],
  [`"It's", serif`, `'"It\\'s", serif'`],
  [`"`, `'"'`],
  [`\\"`, `'\\\\"'`],
])("the font %s stands in the quotes that a formatter chooses", (fontFamily, written) => {
  const text = emitTheme({ typography: { fontFamily } }, "ts", "self-hosted");
  expect(text).toContain(`fontFamily: ${written},`);
});
