import { Command, CommanderError } from "commander";
import type { CommandContext, CommandEntry, GlobalFlags } from "./commands/command.ts";
import { commands, reservedNames } from "./commands/table.ts";
import { type EndingSignal, EXIT, Interrupted, toCliError, usageError } from "./errors.ts";
import { packageVersion } from "./package-root.ts";
import { createReporter } from "./terminal/reporter.ts";

/** The two names under which the program is installed. */
export type Door = "create-chatkit-app" | "chatkit";

const MINIMUM_NODE = "Node 20.19, or 22.12 and newer";

function nodeIsSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major === 20) return minor >= 19;
  return major > 22 || (major === 22 && minor >= 12);
}

/** The global flags, read before anything else since they decide how errors are told. */
function globalFlags(argv: readonly string[]): GlobalFlags {
  const end = argv.indexOf("--");
  const flags = end === -1 ? argv : argv.slice(0, end);
  return { json: flags.includes("--json"), debug: flags.includes("--debug") };
}

function addGlobalOptions(command: Command): Command {
  return command
    .option("--json", "print one JSON value instead of text")
    .option("--debug", "show where an error came from")
    .helpOption("-h, --help", "show this help");
}

function overview(door: Door): string {
  const width = Math.max(...commands.map(({ name }) => name.length), "help".length);
  const rows = [
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    `  ${"help".padEnd(width)}  show the help of a command: ${door} help create`,
  ];
  return `Commands:\n${rows.join("\n")}`;
}

/** Commander's errors, in our words and with our exit code. */
function fromCommander(error: CommanderError, door: Door): Error {
  const [first = "", ...rest] = error.message.replace(/^error: /, "").split("\n");
  const suggestion = rest.join(" ").replace(/^\(|\)$/g, "");
  const sentence = `${first.charAt(0).toUpperCase()}${first.slice(1).replace(/\.$/, "")}.`;
  const code = error.code
    .replace(/^commander\./, "")
    .replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
  return usageError(code, sentence, suggestion || `Type ${door} --help for what there is.`);
}

function newCommand(name: string): Command {
  return addGlobalOptions(new Command(name))
    .exitOverride()
    .showSuggestionAfterError(true)
    .allowExcessArguments(false)
    .configureOutput({
      writeErr: () => undefined,
      // Help is plain when piped, and fits the terminal otherwise.
      getOutHasColors: () => false,
    });
}

/** Which command a line means, and what is left for it. */
function chooseCommand(
  argv: readonly string[],
  door: Door,
): { entry: CommandEntry | undefined; rest: readonly string[]; help: boolean } {
  const at = argv.findIndex((word) => word !== "--json" && word !== "--debug");
  const first = at === -1 ? undefined : argv[at];
  const rest = at === -1 ? argv : argv.filter((_, index) => index !== at);
  const named = commands.find(({ name }) => name === first);
  if (named) return { entry: named, rest, help: false };
  if (first === "help") {
    const wanted = rest.find((word) => !word.startsWith("-"));
    if (wanted === undefined) return { entry: undefined, rest: [], help: true };
    return { entry: findCommand(wanted, door), rest: [], help: true };
  }
  if (first !== undefined && reservedNames.includes(first)) {
    throw usageError(
      "not_available_yet",
      `The command ${first} is not in this version yet.`,
      door === "chatkit" ? undefined : `For a directory of that name, type ./${first}`,
    );
  }
  if (door === "create-chatkit-app") {
    return { entry: commands.find(({ name }) => name === "create"), rest: argv, help: false };
  }
  if (first !== undefined && !first.startsWith("-")) findCommand(first, door);
  return { entry: undefined, rest: argv, help: first === undefined };
}

function findCommand(name: string, door: Door): CommandEntry {
  const found = commands.find((entry) => entry.name === name);
  if (found) return found;
  const program = newCommand(door);
  for (const entry of commands) program.addCommand(new Command(entry.name));
  try {
    program.parse([name], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) throw fromCommander(error, door);
    throw error;
  }
  throw usageError("unknown_command", `Unknown command '${name}'.`);
}

async function run(door: Door, argv: readonly string[], context: CommandContext): Promise<void> {
  const { entry, rest, help } = chooseCommand(argv, door);
  const isDefault = door === "create-chatkit-app" && entry?.name === "create";
  const program = newCommand(entry && !isDefault ? `${door} ${entry.name}` : door);
  program.version(packageVersion(), "-V, --version", "print the version");
  if (entry) {
    program.description(entry.summary);
    (await entry.load()).define(program, context);
    if (isDefault) program.addHelpText("after", `\n${overview(door)}`);
  } else {
    program.usage("<command> [options]").addHelpText("after", `\n${overview(door)}`);
    // Without an action, commander would take a line without a command for a mistake.
    program.action(() => program.outputHelp());
  }
  if (help) {
    program.outputHelp();
    return;
  }
  try {
    await program.parseAsync(rest, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw fromCommander(error, door);
  }
}

/** Aborts the run on the first ending signal; the command then puts everything in order. */
function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] satisfies EndingSignal[]) {
    process.on(signal, () => controller.abort(new Interrupted(signal)));
  }
  return controller.signal;
}

/** A reader that went away (`| head`, a closed terminal) must not become an error of its own. */
function ignoreClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
    });
  }
}

/**
 * Runs the program and ends the process with the exit code of design 1.2.
 *
 * @param door under which name it was called; `create` is the default command of the first
 */
export async function main(door: Door): Promise<void> {
  const argv = process.argv.slice(2);
  const flags = globalFlags(argv);
  const reporter = createReporter(flags);
  ignoreClosedOutput();
  try {
    if (!nodeIsSupported(process.versions.node)) {
      throw usageError(
        "node_too_old",
        `This needs ${MINIMUM_NODE}; here is Node ${process.versions.node}.`,
        "Install a newer Node from https://nodejs.org",
      );
    }
    const signal = abortOnSignals();
    await run(door, argv, { ...flags, signal, reporter });
    process.exitCode = EXIT.done;
  } catch (thrown) {
    const error = toCliError(thrown);
    reporter.error(error, flags);
    process.exitCode = error.exitCode;
  }
  // A prompt or a pipe of a process that is gone may still hold the event loop.
  process.stdout.write("", () => process.exit());
}
