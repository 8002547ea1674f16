import type { Command } from "commander";
import type { Reporter } from "../terminal/reporter.ts";

/** What every command may be told, wherever it stands on the line. */
export interface GlobalFlags {
  readonly json: boolean;
  readonly debug: boolean;
}

/** What a command works with. */
export interface CommandContext extends GlobalFlags {
  /** The words behind the command's name, as they were typed. */
  readonly line: readonly string[];
  /** Aborted when the run is ended by a signal, with an `Interrupted` as its reason. */
  readonly signal: AbortSignal;
  readonly reporter: Reporter;
}

/** A command's module: declares its arguments and flags, and what runs when they are read. */
export interface CommandModule {
  define(command: Command, context: CommandContext): void;
}

/** One row of the command table. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Loads the command's code; nothing of it is loaded before. */
  readonly load: () => Promise<CommandModule>;
}
