import { Command, CommanderError } from "commander";
import type { Door } from "./cli.ts";
import type { CommandContext, CommandEntry, GlobalFlags } from "./commands/command.ts";
import { addGlobalOptions } from "./commands/subcommand.ts";
import { commands, reservedNames } from "./commands/table.ts";
import { type EndingSignal, EXIT, Interrupted, toCliError, usageError } from "./errors.ts";
import { nearest } from "./nearest.ts";
import { packageVersion } from "./package-root.ts";
import { hideKeys } from "./project/openai-key.ts";
import { createReporter, type Reporter } from "./terminal/reporter.ts";
import { asTyped } from "./typed-command.ts";

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

function overview(door: Door): string {
  const width = Math.max(...commands.map(({ name }) => name.length), "help".length);
  const rows = [
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    `  ${"help".padEnd(width)}  show the help of a command: ${door} help create`,
  ];
  return `Commands:\n${rows.join("\n")}`;
}

/** The command that a line ended at, with those above it: `chatkit session cancel`. */
function fullName(command: Command, rest: readonly string[]): string {
  const below = command.commands.find((each) => rest.includes(each.name()));
  return below ? `${command.name()} ${below.name()}` : command.name();
}

/** Commander's errors, in our words and with our exit code. */
function fromCommander(error: CommanderError, name: string): Error {
  const [first = "", ...rest] = error.message.replace(/^error: /, "").split("\n");
  const suggestion = rest.join(" ").replace(/^\(|\)$/g, "");
  const sentence = `${first.charAt(0).toUpperCase()}${first.slice(1).replace(/\.$/, "")}.`;
  const code = error.code
    .replace(/^commander\./, "")
    .replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
  return usageError(code, sentence, suggestion || `Type ${name} --help for what there is.`);
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

function notAvailableYet(name: string, door: Door): Error {
  return usageError(
    "not_available_yet",
    `The command ${name} is not in this version yet.`,
    door === "chatkit"
      ? `Type ${door} --help for what there is.`
      : `For a directory of that name, type ./${name}`,
  );
}

function findCommand(name: string, door: Door): CommandEntry {
  const found = commands.find((entry) => entry.name === name);
  if (found) return found;
  if (reservedNames.includes(name)) throw notAvailableYet(name, door);
  const names = [...commands.map((entry) => entry.name), "help"];
  const suggestion = nearest(name, names);
  throw usageError(
    "unknown_command",
    `Unknown command '${name}'.`,
    suggestion ? `Did you mean ${suggestion}?` : `Type ${door} --help for what there is.`,
  );
}

/** What a line asks for. */
interface Request {
  /** The command; undefined for the program as a whole. */
  readonly entry: CommandEntry | undefined;
  /** What is left of the line for it. */
  readonly rest: readonly string[];
  /** Its help was asked for by the word `help`, or by an empty line where nothing is the default. */
  readonly help: boolean;
}

/** The command that a line without one means. */
function defaultCommand(door: Door): string | undefined {
  return door === "create-chatkit-app" ? "create" : undefined;
}

/** `help`, `help create`: at most one name, and no flags but the global ones. */
function helpRequest(words: readonly string[], door: Door): Request {
  const asked = words.filter((word) => !["--json", "--debug", "--help", "-h"].includes(word));
  const flag = asked.find((word) => word.startsWith("-"));
  if (flag !== undefined) throw usageError("unknown_option", `Unknown option '${flag}'.`);
  const [name, extra] = asked;
  if (extra !== undefined) {
    throw usageError("excess_arguments", `help takes one command; '${extra}' is too many.`);
  }
  const named = name === undefined || name === "help" ? defaultCommand(door) : name;
  return {
    entry: named === undefined ? undefined : findCommand(named, door),
    rest: [],
    help: true,
  };
}

function readRequest(argv: readonly string[], door: Door): Request {
  const at = argv.findIndex((word) => word !== "--json" && word !== "--debug");
  const first = at === -1 ? undefined : argv[at];
  const rest = at === -1 ? argv : argv.filter((_, index) => index !== at);
  if (first === "help") return helpRequest(rest, door);
  const named = commands.find(({ name }) => name === first);
  if (named) return { entry: named, rest, help: false };
  if (first !== undefined && reservedNames.includes(first)) throw notAvailableYet(first, door);
  const otherwise = defaultCommand(door);
  if (otherwise !== undefined) {
    return { entry: findCommand(otherwise, door), rest: argv, help: false };
  }
  if (first !== undefined && !first.startsWith("-")) findCommand(first, door);
  return { entry: undefined, rest: argv, help: first === undefined };
}

/** Keeps what commander prints on request, so that it can also be told as JSON. */
function tellInstead(program: Command, reporter: Reporter): void {
  program.configureOutput({
    writeOut: (text) => {
      const shown = text.replace(/\n$/, "");
      reporter.result(
        shown,
        shown === packageVersion() ? { ok: true, version: shown } : { ok: true, help: shown },
      );
    },
  });
}

async function run(
  door: Door,
  argv: readonly string[],
  forAll: Omit<CommandContext, "line">,
): Promise<void> {
  const { entry, rest, help } = readRequest(argv, door);
  const context: CommandContext = { ...forAll, line: rest };
  const isDefault = entry !== undefined && entry.name === defaultCommand(door);
  const program = newCommand(entry && !isDefault ? `${door} ${entry.name}` : door);
  tellInstead(program, context.reporter);
  program.version(packageVersion(), "-V, --version", "print the version");
  if (entry) {
    program.description(entry.summary);
    (await entry.load()).define(program, context);
  } else {
    program.usage("<command> [options]");
    // Without an action, commander would take a line without a command for a mistake.
    program.action(() => program.outputHelp());
  }
  const commandList = entry === undefined || isDefault ? `\n\n${overview(door)}` : "";
  const helpText = program.helpInformation.bind(program);
  // As one text, since added help would reach the output in pieces.
  program.helpInformation = (options) => `${helpText(options).trimEnd()}${commandList}\n`;
  if (help) {
    program.outputHelp();
    return;
  }
  try {
    await program.parseAsync(rest, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw fromCommander(error, fullName(program, rest));
  }
}

/** How often an ending signal must come, and for how long, before it is taken for impatience. */
const IMPATIENT = { times: 3, ms: 2_000 };

/**
 * Aborts the run on the first ending signal; the command then puts everything in order. Where that
 * never ends, as in a read from a pipe without a writer, a person who insists is obeyed.
 */
function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  const heard = { since: 0, times: 0 };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] satisfies EndingSignal[]) {
    process.on(signal, () => {
      heard.since ||= Date.now();
      heard.times += 1;
      if (heard.times >= IMPATIENT.times && Date.now() - heard.since >= IMPATIENT.ms) {
        process.removeAllListeners(signal);
        process.kill(process.pid, signal);
      }
      controller.abort(new Interrupted(signal));
    });
  }
  return controller.signal;
}

/**
 * Runs one line of the program and sets the exit code of design 1.2.
 *
 * @param door under which name it was called; `create` is the default command of the first
 * @param argv the words behind that name
 */
export async function runProgram(door: Door, argv: readonly string[]): Promise<void> {
  const flags = globalFlags(argv);
  const reporter = createReporter({
    json: flags.json,
    hide: (text) => hideKeys(text, process.env),
    asTyped: (text) => asTyped(text, door, process.env.npm_config_user_agent),
  });
  try {
    if (!nodeIsSupported(process.versions.node)) {
      throw usageError(
        "node_too_old",
        `This needs ${MINIMUM_NODE}; here is Node ${process.versions.node}.`,
        "Install a newer Node from https://nodejs.org",
      );
    }
    await run(door, argv, { ...flags, signal: abortOnSignals(), reporter });
    process.exitCode = EXIT.done;
  } catch (thrown) {
    const error = toCliError(thrown);
    reporter.error(error, flags);
    process.exitCode = error.exitCode;
  }
}
