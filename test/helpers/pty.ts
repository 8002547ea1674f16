import { stripVTControlCharacters } from "node:util";
import { type IPty, spawn } from "@lydell/node-pty";
import { onTestFinished } from "vitest";
import { cleanEnv } from "./app.ts";
import { type CliOptions, launcher } from "./cli.ts";
import { until } from "./processes.ts";

/** Keys as a terminal sends them. */
export const KEY = {
  enter: "\r",
  down: "\u001b[B",
  ctrlC: "\u0003",
  ctrlD: "\u0004",
  ctrlZ: "\u001a",
} as const;

/** The command on a terminal of its own. */
export interface Terminal {
  readonly pty: IPty;
  /** Everything that was shown, with its colours. */
  raw(): string;
  /** Everything that was shown, as plain text; redrawn lines are repeated. */
  text(): string;
  /** Waits until a text is shown after what was last waited for. */
  see(text: string): Promise<void>;
  /** Waits for a text, then types. */
  answer(question: string, keys: string): Promise<void>;
  type(keys: string): void;
  /** Closes the terminal itself, as when its window is closed. */
  close(): void;
  /** Waits for the end. */
  readonly ended: Promise<{ readonly exitCode: number; readonly signal: number | undefined }>;
}

/** Runs the command on a pseudo-terminal, 100 columns wide. */
export function onTerminal(args: readonly string[], options: CliOptions): Terminal {
  const pty = spawn(process.execPath, [launcher(options.door ?? "create-chatkit-app"), ...args], {
    cwd: options.cwd,
    cols: 100,
    rows: 40,
    env: cleanEnv({ TERM: "xterm-256color", npm_config_user_agent: "npm", ...options.env }),
  });
  let raw = "";
  let seen = 0;
  let over = false;
  pty.onData((data) => {
    raw += data;
  });
  const ended = new Promise<{ exitCode: number; signal: number | undefined }>((resolve) => {
    pty.onExit(({ exitCode, signal }) => {
      over = true;
      resolve({ exitCode, signal });
    });
  });
  onTestFinished(() => {
    if (!over) pty.kill("SIGKILL");
  });
  const text = () => stripVTControlCharacters(raw);
  const see = async (wanted: string) => {
    const at = await until(
      `the terminal to show ${JSON.stringify(wanted)}`,
      () => {
        const found = text().indexOf(wanted, seen);
        if (found >= 0) return { found };
        throw new Error(`it shows:\n${text().slice(seen)}${over ? "\n(it has ended)" : ""}`);
      },
      20_000,
    );
    seen = at.found + wanted.length;
  };
  return {
    pty,
    raw: () => raw,
    text,
    see,
    answer: async (question, keys) => {
      await see(question);
      pty.write(keys);
    },
    type: (keys) => pty.write(keys),
    close: () => (pty as IPty & { destroy(): void }).destroy(),
    ended,
  };
}
