import { fstatSync, readFileSync, writeSync } from "node:fs";
import { isatty } from "node:tty";
import { packageVersion } from "./package-root.ts";

/** The two names under which the program is installed. */
export type Door = "create-chatkit-app" | "chatkit";

/** How a run ends whose result could not be written. */
const OUTPUT_LOST = 1;

/** What to do when nobody reads on, or the disk behind `>` is full. */
function watchOutput(): void {
  process.stderr.on("error", () => {
    // There is no place left to say it.
  });
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // A reader that went away (`| head`, a closed terminal) is no failure.
    if (error.code === "EPIPE" || error.code === "EIO") return;
    process.stderr.write(`✗ Cannot write to the standard output (${error.code}).\n`);
    process.exit(OUTPUT_LOST);
  });
}

/** The width of the help that the build has kept. */
const HELP_COLUMNS = 80;

const STDOUT = 1;

/** Writes a text at once, without the streams that would have to be loaded first. */
function writeAtOnce(text: string): void {
  let left = Buffer.from(text);
  try {
    left = left.subarray(writeSync(STDOUT, left));
  } catch {
    // A full or closed output: the stream waits, or says what is wrong.
  }
  if (left.length === 0) return;
  watchOutput();
  process.stdout.write(left);
}

/**
 * What a line asks for that needs no code to be loaded: scripts ask for the version often, and
 * help should be there at once.
 */
function preparedAnswer(door: Door, argv: readonly string[]): string | undefined {
  const [only, more] = argv;
  if (only === undefined || more !== undefined) return undefined;
  if (only === "--version" || only === "-V") return `${packageVersion()}\n`;
  if (!["--help", "-h", "help"].includes(only)) return undefined;
  try {
    // Asking a stream for its width loads it, so that only a device that may be a terminal is asked.
    const narrow =
      fstatSync(STDOUT).isCharacterDevice() &&
      (process.stdout.columns ?? HELP_COLUMNS) < HELP_COLUMNS;
    if (narrow) return undefined;
    return readFileSync(new URL(`./help/${door}.txt`, import.meta.url), "utf8");
  } catch {
    // While the package is being built the text is not there yet: the program writes it.
    return undefined;
  }
}

/** Whether a terminal that this run had is no more: its window was closed. */
function terminalIsGone(): boolean {
  const streams = [process.stdin, process.stdout, process.stderr];
  return streams.some((stream, descriptor) => stream.isTTY && !isatty(descriptor));
}

/**
 * Ends a run whose terminal is gone by the signal that comes with it, which shells tell as 129:
 * Node itself would abort where it resets the terminal.
 */
function endByHangup(): void {
  if (!terminalIsGone()) return;
  process.removeAllListeners("SIGHUP");
  process.kill(process.pid, "SIGHUP");
}

/**
 * Runs the program and ends the process.
 *
 * @param door under which name it was called
 */
export async function main(door: Door): Promise<void> {
  const argv = process.argv.slice(2);
  const prepared = preparedAnswer(door, argv);
  if (prepared !== undefined) {
    writeAtOnce(prepared);
    return;
  }
  watchOutput();
  process.once("exit", endByHangup);
  const { runProgram } = await import("./program.ts");
  await runProgram(door, argv);
  // A prompt or a pipe of a process that is gone may still hold the event loop. Errors of what was
  // written are told first.
  setImmediate(() => process.stdout.write("", () => process.exit()));
}
