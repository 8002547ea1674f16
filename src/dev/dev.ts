import { toCliError, usageError } from "../errors.ts";
import type { ChatKitJson } from "../project/chatkit-json.ts";
import type { Pass } from "../session/pass.ts";
import { type App, startApp } from "./app/app.ts";
import { watchEnv } from "./app/env-watch.ts";
import { runExec } from "./app/exec.ts";
import { startGuard } from "./app/guard.ts";
import { ownServerAnswers } from "./app/own-server.ts";
import { type AppPlan, planApp } from "./app/plan.ts";
import { appName } from "./app-name.ts";
import { describePlan, noteOf } from "./describe.ts";
import { createEventLog, type EventLog } from "./event-log.ts";
import type { DevEvent } from "./events.ts";
import { startGateway } from "./gateway/gateway.ts";
import { gatewayAnswers } from "./gateway/gateway-answers.ts";
import { createInspector } from "./inspector/inspector.ts";
import type { InspectorInfo } from "./inspector/messages.ts";
import { mintForPerson, signForPerson } from "./mint.ts";
import { createMask } from "./observe/mask.ts";
import { detourOf, type Ended, loadHelper } from "./offline/helper.ts";
import type { OfflineMode } from "./offline/mode.ts";
import { standInVariables } from "./offline/variables.ts";
import { createSessionEndpoint, type SessionEndpoint } from "./sessions/endpoint.ts";
import { type DevSettings, localUser, readDevSettings, shownKey } from "./settings.ts";
import { createSwap } from "./swap/swap.ts";
import {
  warnOfOwnEnvironment,
  warnOfReach,
  warnOfUnreadable,
  warnOfUseless,
  warnOfWorkflow,
} from "./warnings.ts";

/** What `chatkit dev` is to front, and how. */
export interface DevOptions {
  /** The project's directory. */
  readonly cwd: string;
  /** The shell's variables. */
  readonly shell: NodeJS.ProcessEnv;
  /** Undefined where it is no app of ours. */
  readonly chatkitJson: ChatKitJson | undefined;
  /** A key for this run only, where the project has none. */
  readonly openaiKey: string | undefined;
  /** An app that runs already. */
  readonly target: URL | undefined;
  /** What starts the app; undefined for its own `dev` script. */
  readonly command: readonly string[] | undefined;
  /** 0 for any free one. */
  readonly port: number;
  /** No other port will do. */
  readonly portIsFixed: boolean;
  /** An address beyond loopback to listen on. */
  readonly host: string | undefined;
  /** `wf_…`; else `CHATKIT_WORKFLOW_ID`. */
  readonly workflow: string | undefined;
  /** Whom sessions are for; else {@link localUser}. */
  readonly user: string | undefined;
  readonly allowOrigins: readonly string[];
  readonly sessionPath: string | undefined;
  readonly trustPage: boolean;
  /** How a stand-in answers in OpenAI's place; null where OpenAI does. */
  readonly offline: OfflineMode | null;
  /** What the model says is kept as fixtures. */
  readonly record: boolean;
  /** Ends everything. */
  readonly signal: AbortSignal;
  /** Told what happens, from the start on. */
  readonly onEvent: (event: DevEvent) => void;
  /** Told the names in `.env` whose values have changed, and what they led to. */
  readonly onEnvChange: (change: EnvChange) => void;
  /** Told every secret before it is used, so that nobody tells it. */
  readonly keepSecret: (secret: string) => void;
}

/** A change of `.env` that was taken. */
export interface EnvChange {
  readonly names: readonly string[];
  /** The key that is used now, masked, and where it came from; null without one. */
  readonly key: string | null;
}

/** What answers once the gateway and the app do. */
export interface Ready {
  /** The gateway's address, with the path that the app named. */
  readonly url: string;
  /** Carries the token that lets a person in. */
  readonly inspector: string;
  /** What is fronted, as a person would type it; null for nothing. */
  readonly app: string | null;
  /** The key, masked, and where it came from; null without one. */
  readonly key: string | null;
  /** A stand-in answers in OpenAI's place. */
  readonly offline: boolean;
}

/** A gateway that runs, and what is behind it. */
export interface Dev {
  readonly log: EventLog;
  readonly plan: AppPlan;
  /** `http://localhost:<port>` */
  readonly url: string;
  /** Resolves when both gateway and app answer for the first time, after restarts too. */
  readonly ready: Promise<Ready>;
  /** Rejects when the app ends before it was ready; never resolves. */
  readonly failed: Promise<never>;
  /** Starts the app again; false where it is not ours to start. */
  restart(reason: string): Promise<boolean>;
  /**
   * Mints what opens a chat for the person: a session, or an identity where the app is self-hosted.
   * Throws as {@link mintForPerson} and {@link signForPerson}.
   */
  mint(): Promise<Pass>;
  /** Runs a command against the app; gives its exit code. */
  exec(command: string, output: "terminal" | "stderr"): Promise<number>;
  /** Questions so far that the stand-in had no answer to. */
  unmatched(): readonly string[];
  /** Ends everything that this run has started, and frees the port. */
  stop(): Promise<Ended>;
}

/** The session endpoint, from what the environment says now. */
function endpoint(options: DevOptions, settings: DevSettings, log: EventLog): SessionEndpoint {
  return createSessionEndpoint({
    apiKey: settings.key?.value ?? null,
    baseURL: settings.baseURL,
    workflowId: settings.workflowId,
    user: options.user ?? localUser(),
    trustPage: options.trustPage,
    sessionPath: options.sessionPath ?? null,
    log,
  });
}

/**
 * Starts the gateway, then the app behind it.
 *
 * @param options what to front, and how
 * @throws {CliError} whatever {@link planApp} and {@link startGateway} find; exit 2,
 * `nothing_to_record`
 */
export async function startDev(options: DevOptions): Promise<Dev> {
  const { cwd, signal } = options;
  const log = createEventLog();
  log.subscribe(options.onEvent);
  // Not of `app.ready`, which a restart does not make anew.
  const firstPath = new Promise<string>((resolve) => {
    log.subscribe((event) => {
      if (event.type !== "app" || event.app.state !== "ready") return;
      const { pathname, search } = new URL(event.app.url);
      resolve(pathname + search);
    });
  });
  let port = 0;
  const read = () => {
    const settings = readDevSettings({ ...options, detour: detourOf(options, port) });
    for (const secret of settings.secrets) options.keepSecret(secret);
    return settings;
  };
  let settings = read();
  const helper = await loadHelper(options, log, () => settings);
  const hide = createMask(() => settings.secrets).text;
  const plan = await planApp({
    cwd,
    command: options.command,
    target: options.target,
    chatkitJson: options.chatkitJson,
    environment: settings.environment,
  });
  if (options.record && plan.kind === "none") {
    throw usageError(
      "nothing_to_record",
      "There is no app here whose model could be recorded.",
      plan.why,
    );
  }
  const ownsSessions = options.chatkitJson ? true : plan.kind === "none" ? false : null;
  if (ownsSessions) warnOfUseless(options, log);
  else warnOfWorkflow(settings, plan.kind === "none", log);

  const name = await appName(cwd);
  const info = (): InspectorInfo => ({
    appName: name,
    backend: options.chatkitJson?.backend ?? null,
    target: app?.target()?.origin ?? null,
    key: shownKey(settings),
    note: noteOf(options, plan),
  });
  const user = options.user ?? localUser();
  const mintSession = () => mintForPerson({ settings, user, log, signal });
  const mint = async () => {
    const { chatkitJson } = options;
    if (chatkitJson?.backend !== "self-hosted") return (await mintSession()).pass;
    return signForPerson({ cwd, runtime: chatkitJson.runtime, settings, user });
  };
  const inspector = createInspector({
    log,
    origin: () => gateway.url,
    info,
    mint: async () => {
      const { pass, seen } = await mintSession();
      return { session: seen, clientSecret: pass.session.client_secret };
    },
  });
  let app: App | undefined;
  const gateway = await startGateway({
    host: options.host ?? null,
    port: options.port,
    portIsFixed: options.portIsFixed,
    target: () => (plan.kind === "none" ? undefined : (app?.target() ?? null)),
    sessions: ownsSessions ? null : endpoint(options, settings, log),
    appOwnsSessions: ownsSessions,
    allowOrigins: options.allowOrigins,
    log,
    inspector: inspector.handle,
    secrets: () => settings.secrets,
    standIn: helper,
    swap: options.offline && createSwap(warnOfUnreadable(log)),
  });
  if (helper) {
    // Only now it is known where it is.
    port = gateway.port;
    settings = read();
    if (!ownsSessions) gateway.setSessions(endpoint(options, settings, log));
  }
  if (options.offline && plan.kind === "target") {
    warnOfOwnEnvironment(plan.url, standInVariables(port, options.workflow), log);
  }

  warnOfReach(options, gateway.port, log);
  const guard = startGuard();
  if (plan.kind !== "none") {
    app = startApp({
      plan,
      cwd,
      env: () => settings.appVariables,
      signal,
      guard,
      tell: log.tell,
      hide,
      ourPorts: () => [gateway.port],
    });
  }

  const takeChange = async (names: readonly string[]) => {
    settings = read();
    options.onEnvChange({ names, key: shownKey(settings) });
    if (!ownsSessions) gateway.setSessions(endpoint(options, settings, log));
    if (plan.kind !== "command") return;
    if (plan.readsEnvAnew && app?.target()) return;
    await app?.restart(`.env has changed (${names.join(", ")})`);
  };
  const watch = watchEnv({
    cwd,
    onChange: (names) => {
      void takeChange(names).catch((error: unknown) => {
        const { message, hint } = toCliError(error);
        log.tell({ type: "warning", message, hint: hint ?? null });
      });
    },
  });

  const restart = async (reason: string) => {
    if (plan.kind !== "command" || !app) return false;
    await app.restart(reason);
    return true;
  };
  const stop = async () => {
    watch.close();
    inspector.close();
    await Promise.all([app?.stop(), gateway.close()]);
    guard.close();
    return (await helper?.close()) ?? {};
  };
  const tellReady = async (): Promise<Ready> => {
    const path = plan.kind === "none" ? "/" : await firstPath;
    await gatewayAnswers(new URL(path, gateway.url).href, signal);
    if (options.chatkitJson && plan.kind === "command") {
      await ownServerAnswers(gateway.url, signal);
    }
    return {
      url: path === "/" ? gateway.url : new URL(path, gateway.url).href,
      inspector: gateway.url + inspector.path,
      app: describePlan(plan),
      key: shownKey(settings),
      offline: settings.isOffline,
    };
  };
  const ready = tellReady();
  // A signal may end the run before anybody waits for it.
  ready.catch(() => undefined);
  const failed = new Promise<never>((_, reject) => app?.ready.catch(reject));
  // Whoever is at a terminal starts the app again instead.
  failed.catch(() => undefined);
  return {
    log,
    plan,
    url: gateway.url,
    ready,
    failed,
    restart,
    mint,
    exec: (command, output) =>
      runExec({
        command,
        cwd,
        url: gateway.url,
        env: settings.appVariables,
        output,
        signal,
        guard,
      }),
    unmatched: () => helper?.unmatched() ?? [],
    stop,
  };
}
