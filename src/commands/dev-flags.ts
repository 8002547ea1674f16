import { unknownChoice } from "../choice.ts";
import { type OfflineMode, USUAL_OFFLINE } from "../dev/offline/mode.ts";
import { usageError } from "../errors.ts";
import { checkWorkflowId } from "../project/workflow.ts";
import { checkUser } from "../session/test-user.ts";
import { shellCommand } from "../terminal/quote.ts";
import type { DevFlags } from "./dev.ts";

/** Where `dev` listens unless it is told otherwise. */
const DEFAULT_PORT = 4310;
const MAX_PORT = 65_535;

/** What the line of `dev` says, checked. */
export interface DevLine {
  readonly target: URL | undefined;
  /** What starts the app; undefined for its own `dev` script. */
  readonly command: readonly [string, ...string[]] | undefined;
  readonly port: number;
  /** The port was asked for, so that no other will do. */
  readonly portIsFixed: boolean;
  readonly host: string | undefined;
  readonly open: boolean;
  readonly workflow: string | undefined;
  readonly user: string | undefined;
  readonly exec: string | undefined;
  readonly allowOrigins: readonly string[];
  readonly sessionPath: string | undefined;
  readonly trustPage: boolean;
  /** Null unless a stand-in answers in OpenAI's place. */
  readonly offline: OfflineMode | null;
  /** What the model says is kept as fixtures. */
  readonly record: boolean;
}

function readPort(typed: string): number {
  const port = /^\d{1,5}$/.test(typed) ? Number(typed) : Number.NaN;
  if (port <= MAX_PORT) return port;
  throw usageError(
    "bad_port",
    `--port cannot be ${JSON.stringify(typed)}; a port is a number from 0 to ${MAX_PORT}.`,
    `Leave --port out for ${DEFAULT_PORT} or the next free one, or give 0 for any free one.`,
  );
}

function asUrl(typed: string): URL | undefined {
  const url = URL.canParse(typed) ? new URL(typed) : undefined;
  return url && /^https?:$/.test(url.protocol) && url.hostname ? url : undefined;
}

/** An address without its scheme is the commonest slip. */
function meantUrl(typed: string): string | undefined {
  if (/^\d{1,5}$/.test(typed)) return `http://localhost:${typed}`;
  const withScheme = `http://${typed.replace(/^\/\//, "")}`;
  return /^[\w.[\]:-]+\/?$/.test(typed) && asUrl(withScheme) ? withScheme : undefined;
}

function readTarget(typed: string): URL {
  const url = asUrl(typed);
  if (!url) {
    const meant = meantUrl(typed);
    throw usageError(
      "bad_target",
      `--target cannot be ${JSON.stringify(typed)}; it is the address of an app that runs.`,
      meant ? `Did you mean --target ${meant}?` : "Such as --target http://localhost:3000",
    );
  }
  if (url.username || url.password) {
    throw usageError(
      "bad_target",
      "--target holds a user or a password, which would be seen in the list of processes.",
      `Write --target ${url.protocol}//${url.host}`,
    );
  }
  if (url.pathname !== "/" || url.search || url.hash) {
    throw usageError(
      "bad_target",
      `--target is an address without a path: every path of ${url.host} is passed on as it is.`,
      `Write --target ${url.origin} and open ${url.pathname}${url.search} behind the address of dev.`,
    );
  }
  return url;
}

function readOrigin(typed: string): string {
  if (typed === "*" || typed === "null") {
    throw usageError(
      "bad_origin",
      `--allow-origin cannot be ${typed}: any page that you visit could mint sessions with your key.`,
      "Name the origin of your page, such as --allow-origin http://localhost:5173; it may be repeated.",
    );
  }
  const url = asUrl(typed);
  if (url && url.pathname === "/" && !url.search && !url.hash && !url.username) return url.origin;
  const meant = url && !url.username ? url.origin : meantUrl(typed);
  throw usageError(
    "bad_origin",
    `--allow-origin cannot be ${JSON.stringify(typed)}; an origin is a scheme, a host and a port.`,
    meant
      ? `Did you mean --allow-origin ${meant}?`
      : "Such as --allow-origin http://localhost:5173",
  );
}

function readSessionPath(typed: string): string {
  const url = typed.startsWith("/") ? new URL(typed, "http://localhost") : undefined;
  const ours = url && /^\/__chatkit(\/|$)/.test(url.pathname);
  if (url && !ours && url.host === "localhost" && !url.search && !url.hash) return url.pathname;
  throw usageError(
    "bad_session_path",
    ours
      ? "--session-path cannot be below /__chatkit/: the inspector is there."
      : `--session-path cannot be ${JSON.stringify(typed)}; it is a path that begins with / and has no query.`,
    "Such as --session-path /api/create-session",
  );
}

const SPEEDS: readonly OfflineMode["speed"][] = ["readable", "instant"];

function readOffline({ offline, speed, strict }: DevFlags): OfflineMode | null {
  const chosen = SPEEDS.find((word) => word === (speed ?? USUAL_OFFLINE.speed));
  if (!chosen) throw unknownChoice("--speed", speed ?? "", SPEEDS);
  if (offline) return { speed: chosen, strict: strict ?? USUAL_OFFLINE.strict };
  const given = [
    ...(speed === undefined ? [] : [`--speed ${speed}`]),
    ...(strict ? ["--strict"] : []),
  ];
  if (given.length === 0) return null;
  throw usageError(
    "flag_does_not_belong",
    `${given.join(" and ")} ${given.length === 1 ? "belongs" : "belong"} to --offline: OpenAI's models have neither.`,
    `Add it: chatkit dev --offline ${given.join(" ")}`,
  );
}

/** Without the dashes a slip, such as one value too many, would be run as a program. */
function readCommand(
  words: readonly string[],
  line: readonly string[],
): readonly [string, ...string[]] | undefined {
  const dashes = line.indexOf("--");
  const [program, ...args] = dashes === -1 ? [] : line.slice(dashes + 1);
  const [loose] = words;
  if (loose !== undefined && words.length > (program === undefined ? 0 : args.length + 1)) {
    throw usageError(
      "excess_arguments",
      `dev takes no argument; '${loose}' is one too many.`,
      `What starts your app stands behind --: chatkit dev -- ${shellCommand(words)}\nFor an app elsewhere, go there first: cd ${shellCommand([loose])}`,
    );
  }
  if (program !== undefined) return [program, ...args];
  if (dashes === -1) return undefined;
  throw usageError(
    "missing_command",
    "There is no command behind --.",
    "Such as: chatkit dev -- npx vite",
  );
}

/** Refuses flags that leave no room for each other. */
function checkTogether(line: DevLine): void {
  if (line.target && line.command) {
    throw usageError(
      "flags_exclude_each_other",
      "--target fronts an app that runs already; a command behind -- starts one.",
      "Leave one of them out.",
    );
  }
  if (line.open && line.exec !== undefined) {
    throw usageError(
      "flags_exclude_each_other",
      "--exec runs a command and ends; --open is for a person who stays.",
      "Leave one of them out.",
    );
  }
  if (line.record && line.offline) {
    throw usageError(
      "flags_exclude_each_other",
      "--record keeps what OpenAI's model says; with --offline nobody asks it.",
      "Record first, with your key; then run --offline, which finds what was recorded.",
    );
  }
  if (line.record && line.target) {
    throw usageError(
      "flags_exclude_each_other",
      "--record starts the app, to tell it where to ask; the app of --target runs already.",
      "Leave --target out, or say what starts the app: chatkit dev --record -- <command>",
    );
  }
}

/**
 * Reads the line of `dev`.
 *
 * @param words what stands outside of flags
 * @param flags what commander read
 * @param line all words behind `dev`, which alone tell what stood behind `--`
 * @throws {CliError} exit 2: a value that cannot be, or flags that exclude or need each other
 */
export function readDevLine(
  words: readonly string[],
  flags: DevFlags,
  line: readonly string[],
): DevLine {
  if (flags.exec !== undefined && flags.exec.trim() === "") {
    throw usageError("missing_command", "--exec is empty.", 'Such as --exec "npx playwright test"');
  }
  if (flags.host !== undefined && !/^[\w.:%[\]-]+$/.test(flags.host)) {
    throw usageError(
      "bad_host",
      `--host cannot be ${JSON.stringify(flags.host)}; it is an address of this machine, without scheme and port.`,
      "Such as --host 0.0.0.0 for every network that this machine is in.",
    );
  }
  if (flags.workflow !== undefined) checkWorkflowId("--workflow", flags.workflow);
  if (flags.user !== undefined) checkUser(flags.user);
  const read: DevLine = {
    target: flags.target === undefined ? undefined : readTarget(flags.target),
    command: readCommand(words, line),
    port: flags.port === undefined ? DEFAULT_PORT : readPort(flags.port),
    portIsFixed: flags.port !== undefined,
    host: flags.host?.replace(/^\[(.*)\]$/, "$1"),
    open: flags.open ?? false,
    workflow: flags.workflow,
    user: flags.user,
    exec: flags.exec,
    allowOrigins: [...new Set((flags.allowOrigin ?? []).map(readOrigin))],
    sessionPath: flags.sessionPath === undefined ? undefined : readSessionPath(flags.sessionPath),
    trustPage: flags.trustPage ?? false,
    offline: readOffline(flags),
    record: flags.record ?? false,
  };
  checkTogether(read);
  return read;
}
