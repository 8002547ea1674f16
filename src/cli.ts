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

/**
 * Runs the program and ends the process.
 *
 * @param door under which name it was called
 */
export async function main(door: Door): Promise<void> {
  const argv = process.argv.slice(2);
  watchOutput();
  if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) {
    // Told before anything else is loaded: scripts ask for it often.
    process.stdout.write(`${packageVersion()}\n`);
    return;
  }
  const { runProgram } = await import("./program.ts");
  await runProgram(door, argv);
  // A prompt or a pipe of a process that is gone may still hold the event loop. Errors of what was
  // written are told first.
  setImmediate(() => process.stdout.write("", () => process.exit()));
}
