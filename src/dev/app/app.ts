import { CliError, EXIT, toCliError } from "../../errors.ts";
import type { ProcessResult } from "../../project/run-process.ts";
import type { DevEvent } from "../events.ts";
import { runApp } from "./app-run.ts";
import type { Guard } from "./guard.ts";
import type { AppPlan } from "./plan.ts";
import { frontTarget } from "./target.ts";

/** How an app ended that nobody had told to. */
export interface AppEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Without secrets. */
  readonly lastLines: readonly string[];
}

/** The app that is fronted, and its process where it is started by us. */
export interface App {
  /** Where it answers (origin only); null while it is not up. */
  target(): URL | null;
  /**
   * The address, with the path that the app named, at which it answers for the first time. Rejects
   * with a {@link CliError} of exit 1: `app_ended`, when it ends before that, or `app_not_started`,
   * when its program cannot be started; of exit 2, `target_is_gateway`, when what is to be fronted is
   * the gateway itself; and with the signal's reason.
   */
  readonly ready: Promise<URL>;
  /** Resolves when the present process ends without having been told to; made anew by a restart. */
  readonly exited: Promise<AppEnd>;
  /**
   * Ends the app with its whole tree and starts it again; resolves when it is being started, not
   * when it is ready. Does nothing for an app that was not started by us.
   */
  restart(reason: string): Promise<void>;
  /** Ends the app with its whole tree; resolves when no process of it is left. */
  stop(): Promise<void>;
}

/** What an app is started with. */
export interface AppOptions {
  /** Of {@link planApp}, but not `none`. */
  readonly plan: Exclude<AppPlan, { kind: "none" }>;
  readonly cwd: string;
  /** Read anew at every start: all variables that the app sees, but `PORT`, which is added. */
  readonly env: () => NodeJS.ProcessEnv;
  /** Ends the app. */
  readonly signal: AbortSignal;
  readonly guard: Guard;
  /** Told `app`, `app.output` and `warning` events. */
  readonly tell: (event: DevEvent) => void;
  /** Masks secrets in what the app says. */
  readonly hide: (text: string) => string;
  /** Ports that are ours, should the app print one. */
  readonly ourPorts?: () => readonly number[];
}

/** How many lines of the app an error quotes. */
const QUOTED_LINES = 10;

interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(reason: unknown): void;
}

function deferred<T>(): Deferred<T> {
  let settle: Pick<Deferred<T>, "resolve" | "reject"> | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // Nobody has to listen.
  promise.catch(() => undefined);
  return {
    promise,
    resolve: (value) => settle?.resolve(value),
    reject: (why) => settle?.reject(why),
  };
}

/** Why an app that has never answered is over. */
function endedError(label: string, { exitCode, signal, lastLines }: AppEnd): CliError {
  const how = signal ? `was ended by ${signal}` : `ended with exit code ${exitCode ?? "?"}`;
  return new CliError(`The app ${how} before it answered: ${label}`, {
    code: "app_ended",
    exitCode: EXIT.failed,
    hint: lastLines.length > 0 ? lastLines.slice(-QUOTED_LINES).join("\n") : undefined,
  });
}

function notStartedError(program: string, fault: string): CliError {
  const missing = fault === "ENOENT";
  return new CliError(
    missing ? `${program} is not installed.` : `${program} cannot be started (${fault}).`,
    {
      code: "app_not_started",
      exitCode: EXIT.failed,
      hint: missing
        ? `Install it, or say what else starts the app: chatkit dev -- <command>`
        : undefined,
    },
  );
}

/** An app that is started here. */
function runCommand(options: AppOptions, plan: Extract<AppPlan, { kind: "command" }>): App {
  const { tell, hide } = options;
  const stopped = new AbortController();
  const signal = AbortSignal.any([options.signal, stopped.signal]);
  const ready = deferred<URL>();
  let exited = deferred<AppEnd>();
  let target: URL | null = null;
  let port: number | undefined;

  const end = (how: AppEnd, error: CliError) => {
    tell({ type: "app", app: { state: "crashed", ...how } });
    ready.reject(error);
    exited.resolve(how);
  };
  const finish = (result: ProcessResult) => {
    const { startFault, exitCode = null, signal: endedBy = null } = result;
    if (startFault !== undefined) {
      const error = notStartedError(plan.program, startFault);
      end({ exitCode, signal: endedBy, lastLines: [error.message] }, error);
      return;
    }
    const how = { exitCode, signal: endedBy, lastLines: result.lastLines.map(hide) };
    end(how, endedError(plan.label, how));
  };
  const begin = (): Running => {
    const own = new AbortController();
    const ending = AbortSignal.any([signal, own.signal]);
    const running = runApp({
      ...options,
      plan,
      wishedPort: port,
      ourPorts: options.ourPorts ?? (() => []),
      signal: ending,
      onPort: (used) => {
        port = used;
      },
      onReady: (url) => {
        target = new URL(url.origin);
        ready.resolve(url);
      },
    });
    const ended = running.then(
      (result) => {
        target = null;
        if (result.left.length > 0) tell(leftWarning(result.left));
        if (!ending.aborted) finish(result);
      },
      (error: unknown) => {
        if (ending.aborted) return;
        const { message } = toCliError(error);
        end({ exitCode: null, signal: null, lastLines: [message] }, toCliError(error));
      },
    );
    return { end: () => own.abort(), ended };
  };

  let running = begin();
  let restarted: Promise<void> | undefined;
  const restart = async (reason: string) => {
    if (signal.aborted) return;
    tell({ type: "app", app: { state: "restarting", reason } });
    target = null;
    running.end();
    await running.ended;
    if (signal.aborted) return;
    exited = deferred();
    running = begin();
  };
  const stop = async () => {
    stopped.abort();
    await restarted;
    await running.ended;
    tell({ type: "app", app: { state: "stopped" } });
  };
  const onAbort = () => ready.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  let stopping: Promise<void> | undefined;
  return {
    target: () => target,
    ready: ready.promise,
    get exited() {
      return exited.promise;
    },
    restart: (reason) => {
      // One that has not come to its end yet serves whoever wishes for another.
      restarted ??= restart(reason).finally(() => {
        restarted = undefined;
      });
      return restarted;
    },
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

interface Running {
  end(): void;
  /** Resolves when no process of it is left. */
  readonly ended: Promise<void>;
}

function leftWarning(pids: readonly number[]): DevEvent {
  return {
    type: "warning",
    message: `The app left processes behind that cannot be ended from here: ${pids.join(", ")}.`,
    hint: `They may belong to another user: sudo kill ${pids.join(" ")}`,
  };
}

/**
 * Starts the app, or begins to wait for the one that runs elsewhere.
 *
 * @param options what to start, and whom to tell
 */
export function startApp(options: AppOptions): App {
  const { plan } = options;
  return plan.kind === "target" ? frontTarget(options, plan.url) : runCommand(options, plan);
}
