/**
 * The exit codes of every command: the one place in the code, and the table in the README.
 * Design 1.2 fixes their meaning.
 */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  key: 3,
  unreachable: 4,
  refused: 5,
  hangup: 129,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A failure that a person can act on: what happened, what to do next, and how the program ends. */
export class CliError extends Error {
  override readonly name = "CliError";
  /** A stable word for `--json`, such as `unknown_choice`. */
  readonly code: string;
  /** What to do next, preferably a command to type. */
  readonly hint: string | undefined;
  /** One of {@link EXIT}, or that of a command which was run for the person and failed. */
  readonly exitCode: number;
  /** What `--json` shows beside the error, such as the faults that a check found. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    message: string,
    options: {
      code: string;
      exitCode: number;
      hint?: string | undefined;
      cause?: unknown;
      details?: Readonly<Record<string, unknown>>;
    },
  ) {
    super(message, { cause: options.cause });
    this.code = options.code;
    this.hint = options.hint;
    this.exitCode = options.exitCode;
    this.details = options.details ?? {};
  }
}

/**
 * A usage error (exit 2): an unknown flag or choice, a missing answer, a refused destination.
 *
 * @param code the stable word that `--json` shows
 * @param message what is wrong, in one sentence
 * @param hint what to type instead
 */
export function usageError(code: string, message: string, hint?: string): CliError {
  return new CliError(message, { code, exitCode: EXIT.usage, hint });
}

const SIGNAL_EXIT = {
  SIGHUP: EXIT.hangup,
  SIGINT: EXIT.interrupted,
  SIGTERM: EXIT.terminated,
} as const;

export type EndingSignal = keyof typeof SIGNAL_EXIT;

/**
 * The signal that ended another process, told by the system or, as shells and npm do, by its exit
 * code.
 *
 * @param signal what ended it, if the system says so
 * @param exitCode its exit code, if it had one
 * @returns undefined when it ended for another reason
 */
export function endingSignal(
  signal: string | undefined,
  exitCode: number | undefined,
): EndingSignal | undefined {
  const signals = Object.keys(SIGNAL_EXIT) as EndingSignal[];
  return signals.find((name) => name === signal || SIGNAL_EXIT[name] === exitCode);
}

/** The run was ended by a signal, or by Ctrl-C at a prompt. */
export class Interrupted extends CliError {
  readonly signal: EndingSignal;

  constructor(signal: EndingSignal, hint?: string, details?: CliError["details"]) {
    super(signal === "SIGINT" ? "Cancelled." : `Ended by ${signal}.`, {
      code: "interrupted",
      exitCode: SIGNAL_EXIT[signal],
      hint,
      ...(details && { details }),
    });
    this.signal = signal;
  }
}

/** What `--json` prints for a failure. */
export interface ErrorReport {
  readonly ok: false;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint?: string;
    readonly exitCode: number;
  };
  /** A {@link CliError}'s details. */
  readonly [more: string]: unknown;
}

const SYSTEM_ERRORS: Record<string, { code: string; says: string; hint?: string }> = {
  ENOSPC: { code: "disk_full", says: "the disk is full", hint: "Free some space and try again." },
  EDQUOT: {
    code: "disk_full",
    says: "your disk quota is used up",
    hint: "Free some space and try again.",
  },
  EROFS: {
    code: "read_only",
    says: "the file system is read-only",
    hint: "Choose a directory that you can write to.",
  },
  EACCES: {
    code: "no_permission",
    says: "you have no permission to write there",
    hint: "Choose a directory that you can write to.",
  },
  EPERM: {
    code: "no_permission",
    says: "the system does not permit it",
    hint: "Choose a directory that you can write to.",
  },
  ENAMETOOLONG: {
    code: "name_too_long",
    says: "the name is longer than this file system allows",
    hint: "Choose a shorter name.",
  },
  ENOENT: { code: "no_such_directory", says: "there is no such directory" },
  ELOOP: { code: "not_a_directory", says: "its symbolic links lead in a circle" },
  EEXIST: {
    code: "already_there",
    says: "a file has that name",
    hint: "Move it away and try again.",
  },
  ENOTDIR: { code: "not_a_directory", says: "a part of the path is a file, not a directory" },
  EMFILE: {
    code: "too_many_files",
    says: "too many files are open",
    hint: "Close some programs and try again.",
  },
};

/**
 * Turns whatever was thrown into an error that a person can read.
 *
 * @param thrown anything
 * @returns the error itself where it is ours; a system error in plain words (exit 1); else
 * `internal_error` with the original as its cause, for `--debug`
 */
export function toCliError(thrown: unknown): CliError {
  if (thrown instanceof CliError) return thrown;
  if (thrown instanceof Error && "syscall" in thrown && thrown.syscall === "uv_cwd") {
    return new CliError("The directory you are in is gone.", {
      code: "no_such_directory",
      exitCode: EXIT.failed,
      hint: "Go to one that is there: cd ..",
      cause: thrown,
    });
  }
  if (thrown instanceof Error && "code" in thrown && typeof thrown.code === "string") {
    const known = SYSTEM_ERRORS[thrown.code];
    if (known) {
      const path = "path" in thrown && typeof thrown.path === "string" ? ` ${thrown.path}` : "";
      return new CliError(`Cannot write${path}: ${known.says} (${thrown.code}).`, {
        code: known.code,
        exitCode: EXIT.failed,
        hint: known.hint,
        cause: thrown,
      });
    }
  }
  return new CliError(thrown instanceof Error ? thrown.message : String(thrown), {
    code: "internal_error",
    exitCode: EXIT.failed,
    hint: "This is a defect in create-chatkit-app; run it again with --debug to see where.",
    cause: thrown,
  });
}
