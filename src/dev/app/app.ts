import type { DevEvent } from "../events.ts";
import type { Guard } from "./guard.ts";
import type { AppPlan } from "./plan.ts";

/** How an app ended that nobody had told to. */
export interface AppEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly lastLines: readonly string[];
}

/** The app that is fronted, and its process where it is started by us. */
export interface App {
  /** Where it answers (origin only); null while it is not up. */
  target(): URL | null;
  /**
   * The address, with the path that the app named, at which it answered for the first time.
   * Rejects with a {@link CliError}: exit 1 `app_ended`, when it ends before that; exit 1 `app_not_started`, when its program cannot be started;
   * and with the signal's reason.
   */
  readonly ready: Promise<URL>;
  /** Resolves when the present process ends without having been told to; a new promise after each restart. */
  readonly exited: Promise<AppEnd>;
  /** Ends the app with its whole tree and starts it again; resolves when it was started, not when it is ready. */
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

/** Starts the app, or begins to wait for the one that runs elsewhere. */
export function startApp(options: AppOptions): App {
  throw new Error(`not yet ${options.cwd}`);
}
