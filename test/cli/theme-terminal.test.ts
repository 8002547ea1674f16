import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { presets } from "../../src/theme/presets.ts";
import { type CliOptions, cli, record, scratch } from "../helpers/cli.ts";
import { KEY, onTerminal, type Terminal } from "../helpers/pty.ts";

const UP = "\u001b[A";
const RIGHT = "\u001b[C";
const LEFT = "\u001b[D";
const WIPE = "\u0015";

const PICK = "Which theme to begin with?";
const BRAND = "Your brand colour";
const SCHEME = "For which scheme?";
const TUNE = "Tune the theme";
const ACCENT = "Accent, a CSS colour";
const WRITE = "Write it into src/theme.json?";
/** What stands below the rows, and ends each drawing of them. */
const DRAWN = "↑↓ move";
/** What is typed is echoed before the rest of the line is there. */
const WAIT = { timeout: 10_000 };

function onTheme(args: readonly string[], options: CliOptions): Terminal {
  return onTerminal(["theme", ...args], { door: "chatkit", ...options });
}

/** A colour as the ground of text. */
function ground(red: number, green: number, blue: number): string {
  return `[48;2;${red};${green};${blue}m`;
}

/** Types keys one by one, each after what the one before has drawn. */
async function press(terminal: Terminal, ...keys: string[]): Promise<void> {
  for (const key of keys) {
    await terminal.see(DRAWN);
    terminal.type(key);
  }
}

/** What was drawn since a text was last shown, with its colours. */
function since(terminal: Terminal, text: string): string {
  return terminal.raw().slice(terminal.raw().lastIndexOf(text));
}

/** The JSON that stands last on the terminal. */
function printed(terminal: Terminal): unknown {
  const text = terminal.text();
  return JSON.parse(text.slice(text.lastIndexOf("\n{")));
}

async function app(theme: object = {}): Promise<string> {
  const directory = await scratch();
  await mkdir(join(directory, "src"));
  const text = JSON.stringify({ $schema: "./s.json", ...theme }, null, 2);
  await writeFile(join(directory, "src/theme.json"), `${text}\n`);
  return directory;
}

async function themeIn(directory: string): Promise<unknown> {
  return JSON.parse(await readFile(join(directory, "src/theme.json"), "utf8"));
}

describe("without arguments on a terminal", () => {
  test("a preset is picked by its colours, and printed", async () => {
    const terminal = onTheme([], { cwd: await scratch() });
    await terminal.see(PICK);
    await terminal.see("derived from a colour of yours");
    for (const accent of [ground(0, 102, 204), ground(77, 159, 255), ground(255, 107, 107)]) {
      expect(terminal.raw()).toContain(accent);
    }
    terminal.type(KEY.down + KEY.enter);
    await press(terminal, UP);
    await terminal.see("❯ done");
    await press(terminal, KEY.enter);
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect(printed(terminal)).toEqual(presets["corporate-dark"].theme);
  });

  test("every value is tuned where it stands, and its colours change as it does", async () => {
    const terminal = onTheme([], { cwd: await scratch() });
    await terminal.answer(PICK, KEY.enter);
    // The ground of the light scheme, then of the dark one.
    await terminal.see("accent on background 5.56:1 AA");
    expect(since(terminal, TUNE)).toContain(ground(255, 255, 255));
    expect(since(terminal, TUNE)).not.toContain(ground(33, 33, 33));
    await press(terminal, RIGHT);
    await terminal.see("accent on background 2.89:1 below AA");
    expect(since(terminal, TUNE)).toContain(ground(33, 33, 33));
    // radius: soft to sharp; density: normal to compact; to the accent.
    await press(terminal, KEY.down, RIGHT, KEY.down, LEFT, KEY.down, KEY.enter);
    await terminal.answer(ACCENT, `reddish${KEY.enter}`);
    await terminal.see("--accent cannot be");
    terminal.type(`${WIPE}#4d9ff`);
    await terminal.see("#4d9ff");
    expect(since(terminal, ACCENT)).not.toContain("[48;2;");
    terminal.type("f");
    await terminal.see("#4d9fff");
    await expect.poll(() => since(terminal, ACCENT), WAIT).toContain(ground(77, 159, 255));
    terminal.type(KEY.enter);
    await terminal.see(TUNE);
    await terminal.see("accent on background 5.91:1 AA");
    await press(terminal, KEY.down, RIGHT);
    await terminal.see("[3]");
    await press(terminal, KEY.enter);
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect(printed(terminal)).toEqual({
      colorScheme: "dark",
      radius: "sharp",
      density: "compact",
      color: { accent: { primary: "#4d9fff", level: 3 } },
    });
  });

  test("a brand colour is shown while it is typed, and a theme comes from it", async () => {
    const cwd = await scratch();
    const terminal = onTheme([], { cwd });
    await terminal.see(PICK);
    await terminal.see("derived from a colour of yours");
    terminal.type(UP + KEY.enter);
    await terminal.answer(BRAND, "rebeccapurple");
    await expect.poll(() => since(terminal, BRAND), WAIT).toContain(ground(102, 51, 153));
    terminal.type(KEY.enter);
    await terminal.answer(SCHEME, KEY.enter);
    await press(terminal, KEY.enter);
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    const { stdout } = await cli(["theme", "--from", "rebeccapurple"], { cwd });
    expect(printed(terminal)).toEqual(JSON.parse(stdout));
  });

  test("what was chosen is told as a line that makes it again without questions", async () => {
    const cwd = await scratch();
    const terminal = onTheme([], { cwd });
    await terminal.answer(PICK, KEY.enter);
    await press(terminal, KEY.enter);
    await terminal.ended;
    const line = /The same without questions: chatkit (theme .+?)\r?\n/.exec(terminal.text())?.[1];
    expect(line).toBe(
      "theme --scheme light --radius soft --density normal --accent '#0066CC' --accent-level 2",
    );
  });
});

describe("in an app", () => {
  test("it is offered to be written there, and keeps $schema", async () => {
    const cwd = await app();
    const terminal = onTheme([], { cwd });
    await terminal.answer(PICK, KEY.down + KEY.enter);
    await press(terminal, KEY.enter);
    await terminal.answer(WRITE, KEY.enter);
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect(terminal.text()).toContain('+  "radius": "soft"');
    // The difference is coloured on a terminal.
    expect(terminal.raw()).toContain('\u001b[32m+  "radius": "soft"');
    expect(await themeIn(cwd)).toEqual({
      $schema: "./s.json",
      ...presets["corporate-light"].theme,
    });
  });

  test("with --write it is not asked where it goes", async () => {
    const cwd = await app();
    const terminal = onTheme(["--write"], { cwd });
    await terminal.answer(PICK, KEY.down + KEY.enter);
    await press(terminal, KEY.enter);
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect(terminal.text()).not.toContain(WRITE);
    expect(terminal.text()).toMatch(/without questions: chatkit theme --scheme .* --write\r?\n/);
    expect(await readFile(join(cwd, "src/theme.json"), "utf8")).toContain("#0066CC");
  });

  test("the app's own theme comes first, and what is not tuned of it stays", async () => {
    const typography = { fontSources: [{ family: "Inter", src: "https://a.example/i.woff2" }] };
    const cwd = await app({ radius: "pill", typography });
    const terminal = onTheme([], { cwd });
    await terminal.see(PICK);
    await terminal.see("❯");
    await terminal.see("what src/theme.json has");
    terminal.type(KEY.enter);
    await press(terminal, KEY.down, RIGHT);
    await terminal.see("[round]");
    await press(terminal, KEY.enter);
    await terminal.answer(WRITE, KEY.enter);
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect(await themeIn(cwd)).toEqual({ $schema: "./s.json", radius: "round", typography });
  });

  test("web fonts that would go are named, and nothing is written unless it is wanted", async () => {
    const fontSources = [{ family: "Inter", src: "https://a.example/i.woff2" }];
    const cwd = await app({ typography: { fontSources } });
    const before = await record(cwd);
    const terminal = onTheme([], { cwd });
    await terminal.answer(PICK, KEY.down + KEY.enter);
    await press(terminal, KEY.enter);
    await terminal.answer(`${WRITE} Its web fonts (Inter) go.`, KEY.enter);
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect(printed(terminal)).toEqual(presets["corporate-light"].theme);
    expect(await record(cwd)).toEqual(before);
  });

  test("a theme with faults is said to have them, and is not begun with", async () => {
    const cwd = await app({ radius: "md" });
    const terminal = onTheme([], { cwd });
    await terminal.see('radius: cannot be "md"');
    await terminal.answer(PICK, KEY.ctrlC);
    expect(await terminal.ended).toMatchObject({ exitCode: 130 });
    expect(terminal.text()).not.toContain("what src/theme.json has");
  });

  test.each([PICK, TUNE, ACCENT, WRITE])(
    "Ctrl-C at %s exits 130 and writes nothing",
    async (last) => {
      const cwd = await app();
      const before = await record(cwd);
      const terminal = onTheme([], { cwd });
      const steps: [string, string][] = [
        [PICK, KEY.enter],
        [TUNE, last === ACCENT ? KEY.down.repeat(3) + KEY.enter : KEY.enter],
        [last === ACCENT ? ACCENT : WRITE, ""],
      ];
      for (const [question, keys] of steps) {
        await terminal.see(question);
        if (question === TUNE) await terminal.see(DRAWN);
        if (question === last) break;
        terminal.type(keys);
      }
      terminal.type(KEY.ctrlC);
      expect(await terminal.ended).toMatchObject({ exitCode: 130 });
      expect(terminal.text()).toContain("Cancelled.");
      expect(terminal.text()).not.toMatch(/\n\s+at |ExitPromptError/);
      // The cursor that the list hides is shown again.
      expect(terminal.raw().lastIndexOf("\u001b[?25h")).toBeGreaterThan(
        terminal.raw().lastIndexOf("\u001b[?25l"),
      );
      expect(await record(cwd)).toEqual(before);
    },
  );
});

describe("no question is asked on a terminal", () => {
  test("where anything is said of the theme", async () => {
    const terminal = onTheme(["--radius", "pill"], { cwd: await scratch() });
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect(terminal.text()).not.toContain(PICK);
  });
  test.each([
    ["with CI=1", [], { CI: "1" }],
    ["with --json", ["--json"], {}],
  ] as [string, string[], Record<string, string>][])("%s", async (_, args, env) => {
    const terminal = onTheme(args, { cwd: await scratch(), env });
    expect(await terminal.ended).toMatchObject({ exitCode: 2 });
    expect(terminal.text()).not.toContain(PICK);
  });
});

test("with NO_COLOR nothing is coloured, and the contrast is still told", async () => {
  const terminal = onTheme([], { cwd: await scratch(), env: { NO_COLOR: "1" } });
  await terminal.answer(PICK, KEY.enter);
  await terminal.see("accent on background 5.56:1 AA");
  await press(terminal, KEY.enter);
  await terminal.ended;
  expect(terminal.raw()).not.toMatch(/\[(3\d|48;[\d;]+)m/);
});

test("list shows the colours of each preset", async () => {
  const terminal = onTheme(["list"], { cwd: await scratch() });
  await terminal.ended;
  expect(terminal.raw()).toContain(ground(255, 107, 107));
});
