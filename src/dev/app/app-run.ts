import { envFileValues } from "../../project/env-file.ts";
import { withMark } from "../../project/process-tree.ts";
import { type ProcessResult, runProcess } from "../../project/run-process.ts";
import { isListening } from "./answers.ts";
import type { AppOptions } from "./app.ts";
import { findAddress } from "./find-address.ts";
import { freePort } from "./free-port.ts";
import { type AppPlan, DEV_VARIABLE } from "./plan.ts";
import { printedUrls } from "./printed-url.ts";

/** Shorter than for an installation: somebody who has pressed Ctrl-C looks on. */
const GRACE_MS = 3_000;
/** When an app that does not answer is told of; it may still be building. */
const SLOW_MS = 30_000;
/** More than any app names; a log may name many. */
const MAX_NAMED = 20;

/** The app from its start to its end. */
export interface AppRun extends Pick<AppOptions, "cwd" | "env" | "guard" | "tell" | "hide"> {
  readonly plan: Extract<AppPlan, { kind: "command" }>;
  /** The port of the run before, to be used again. */
  readonly wishedPort: number | undefined;
  readonly ourPorts: () => readonly number[];
  /** Ends the app. */
  readonly signal: AbortSignal;
  onPort(port: number): void;
  /** Told where it answers. */
  onReady(url: URL): void;
}

/** Addresses among the variables at which others listen: an app that names them means these. */
async function othersAddresses(env: NodeJS.ProcessEnv): Promise<Set<string>> {
  const urls = Object.values(env).flatMap((value) => printedUrls(value ?? ""));
  const listening = await Promise.all(urls.map(isListening));
  return new Set(urls.filter((_, index) => listening[index]).map(({ host }) => host));
}

/** What the app sees beside its own variables. */
function variables(run: AppRun, port: number): NodeJS.ProcessEnv {
  return withMark(
    {
      // The page is to be opened at the gateway, and only there.
      BROWSER: "none",
      // Into a pipe, Python would write nothing until there is much of it.
      PYTHONUNBUFFERED: "1",
      ...run.env(),
      PORT: String(port),
      [DEV_VARIABLE]: run.cwd,
    },
    run.guard.mark,
  );
}

/**
 * Runs the app once, and finds out where it answers.
 *
 * @param run what to run, and whom to tell
 * @returns how it ended, when no process of it is left
 * @throws the signal's reason, if the run was ended before the app was started
 */
export async function runApp(run: AppRun): Promise<ProcessResult> {
  const { plan, signal, tell } = run;
  const started = Date.now();
  tell({ type: "app", app: { state: "starting", command: plan.label } });
  const port = await freePort(run.wishedPort);
  run.onPort(port);
  const env = variables(run, port);
  const others = await othersAddresses({ ...envFileValues(run.cwd), ...env });
  const ended = new AbortController();
  const named: URL[] = [];
  const notice = (line: string) => {
    for (const url of printedUrls(line)) {
      const isOther = others.has(url.host) || run.ourPorts().includes(Number(url.port));
      // The first path of an address is its page; later ones are its pages' names in a log.
      const isKnown = named.some(({ host }) => host === url.host);
      if (!isOther && !isKnown && named.length < MAX_NAMED) named.push(url);
    }
  };
  const slow = setTimeout(() => {
    const tried = [`http://localhost:${port} (its PORT)`, ...named.map(({ origin }) => origin)];
    tell({
      type: "warning",
      message: `The app has not answered for ${SLOW_MS / 1000} s; tried: ${tried.join(", ")}.`,
      hint: "Where it listens elsewhere, start it yourself and type: chatkit dev --target <its address>",
    });
  }, SLOW_MS);
  let pid: number | undefined;
  let answered: URL | undefined;
  const result = runProcess(plan, {
    cwd: run.cwd,
    env,
    signal,
    graceMs: GRACE_MS,
    stdin: "never-ends",
    others: "awaited",
    onStart: (leader) => {
      pid = leader;
      run.guard.add(leader);
    },
    onLine: (line, stream) => {
      notice(line);
      // What an app says while it is ended is of no use to anybody.
      if (!signal.aborted) tell({ type: "app.output", stream, line: run.hide(line) });
    },
  });
  const search = AbortSignal.any([signal, ended.signal]);
  findAddress({ port, named, signal: search }).then(
    (url) => {
      clearTimeout(slow);
      if (search.aborted) return;
      tell({ type: "app", app: { state: "ready", url: url.href, tookMs: Date.now() - started } });
      answered = url;
      run.onReady(url);
    },
    (error: unknown) => {
      // The search ends with the app.
      if (!search.aborted) throw error;
    },
  );
  try {
    const how = await result;
    // Whatever has left session, parent and variables behind is no longer to be told from others.
    if (answered && (await isListening(answered))) {
      tell({
        type: "warning",
        message: `The app has ended, and something still listens at ${answered.origin}.`,
        hint: `To see what it is: lsof -i :${answered.port}`,
      });
    }
    return how;
  } finally {
    ended.abort();
    clearTimeout(slow);
    if (pid !== undefined) run.guard.remove(pid);
  }
}
