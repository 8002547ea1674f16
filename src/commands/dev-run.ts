import { type Dev, type Ready, startDev } from "../dev/dev.ts";
import type { DevEvent } from "../dev/events.ts";
import { needsNoKey } from "../dev/settings.ts";
import { CliError, EXIT } from "../errors.ts";
import { type ChatKitJson, readChatKitJson } from "../project/chatkit-json.ts";
import { type Environment, projectEnvironment } from "../project/environment.ts";
import { describeKey, findKey, KEY_PAGE, keyFault, shadowedKey } from "../project/openai-key.ts";
import { out } from "../terminal/colour.ts";
import { mayAsk } from "../terminal/interactive.ts";
import type { CommandContext } from "./command.ts";
import type { DevFlags } from "./dev.ts";
import { type DevLine, readDevLine } from "./dev-flags.ts";
import { keyBar, listenForKeys } from "./dev-keys.ts";
import { jsonOf, linesOf } from "./dev-lines.ts";
import { openInBrowser } from "./dev-open.ts";

/** What a run found before anything was started. */
interface Project {
  readonly chatkitJson: ChatKitJson | undefined;
  readonly environment: Environment;
}

async function askForKey(context: CommandContext): Promise<string | undefined> {
  const { terminalPrompts } = await import("../terminal/prompts.ts");
  const typed = await terminalPrompts(context.signal).secret(
    `OpenAI API key for this run (from ${KEY_PAGE}; leave empty to go on without)`,
    (value) => (value === "" ? undefined : keyFault(value)),
  );
  if (typed) context.reporter.keepSecret(typed);
  else context.reporter.info("Going on without a key: no session can be opened with it.");
  return typed || undefined;
}

/** Tells which key is used; asks for one where a person is there; else refuses. */
async function findOrAskForKey(
  project: Project,
  line: DevLine,
  context: CommandContext,
): Promise<string | undefined> {
  const { environment, chatkitJson } = project;
  const { reporter } = context;
  const found = findKey(environment);
  if (found) {
    reporter.keepSecret(found.value);
    reporter.info(`Using the key ${describeKey(found)}`);
    const shadowed = shadowedKey(found, environment);
    if (shadowed) reporter.warn(shadowed);
    return undefined;
  }
  const isTarget = line.target !== undefined;
  if (needsNoKey({ environment, isTarget, ownsSessions: chatkitJson !== undefined })) {
    return undefined;
  }
  if (mayAsk(context)) return askForKey(context);
  throw new CliError("There is no OpenAI API key, and no terminal to ask for one.", {
    code: "openai_key_missing",
    exitCode: EXIT.key,
    hint: `Put OPENAI_API_KEY=sk-… (from ${KEY_PAGE}) into .env here, or set it in the shell.`,
  });
}

/** One line, with the address and the way into the inspector. */
function readyText(ready: Ready, tookMs: number): string {
  const seconds = (tookMs / 1_000).toFixed(1);
  return [
    `${out.green("✓")} Ready at ${out.bold(out.cyan(ready.url))}`,
    `inspector ${out.cyan(ready.inspector)}`,
    out.dim(`${seconds} s`),
  ].join(" · ");
}

/** Tells everything that happens: to people on stderr, to machines as JSON lines on stdout. */
function tellEvents(keys: boolean, { json, reporter }: CommandContext): (event: DevEvent) => void {
  return (event) => {
    const now = Date.now();
    if (json) reporter.event(jsonOf(event, now));
    // What other programs say goes to stderr in any case (design 1.2).
    if (json && event.type !== "app.output") return;
    for (const line of linesOf(event, { keys, now })) reporter.info(line);
  };
}

/** Runs the command of `--exec`, and hands its exit code on. */
async function execute(dev: Dev, command: string, { json }: CommandContext): Promise<void> {
  const exitCode = await dev.exec(command, json ? "stderr" : "terminal");
  if (exitCode === 0) return;
  throw new CliError(`${command} ended with exit code ${exitCode}.`, {
    code: "exec_failed",
    exitCode,
  });
}

/** Serves until the person, a signal or the command of `--exec` ends it. */
async function serve(
  dev: Dev,
  line: DevLine,
  keys: boolean,
  began: number,
  context: CommandContext,
): Promise<void> {
  const { json, reporter, signal } = context;
  let ready: Ready | null = null;
  let tookMs = 0;
  const tellReady = () => {
    if (!ready) return;
    if (json) reporter.event({ type: "ready", at: Date.now(), ...ready, tookMs });
    else if (line.exec === undefined) reporter.result(readyText(ready, tookMs), { ok: true });
    else reporter.info(readyText(ready, tookMs));
    if (keys) reporter.info(keyBar());
  };
  const run = async (): Promise<void> => {
    ready = await (keys ? dev.ready : Promise.race([dev.ready, dev.failed]));
    tookMs = Date.now() - began;
    tellReady();
    if (line.exec !== undefined) return execute(dev, line.exec, context);
    if (line.open) await openInBrowser(ready.url, reporter);
    return new Promise(() => undefined);
  };
  let letGo = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    const quit = () => resolve();
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    if (keys) {
      letGo = listenForKeys({ dev, context, ready: () => ready, tellReady, quit });
    }
  });
  try {
    await Promise.race([run(), ended]);
  } finally {
    letGo();
  }
}

/**
 * Runs `dev`: reads the line, finds the key, starts everything and tells what happens until it ends.
 *
 * @param words what stands outside of flags
 * @param flags what was given
 * @param context of this run
 */
export async function runDev(
  words: readonly string[],
  flags: DevFlags,
  context: CommandContext,
): Promise<void> {
  const line = readDevLine(words, flags, context.line);
  const cwd = process.cwd();
  const project = {
    chatkitJson: await readChatKitJson(cwd),
    environment: projectEnvironment(cwd),
  };
  const openaiKey = await findOrAskForKey(project, line, context);
  const keys = mayAsk(context) && line.exec === undefined;
  const began = Date.now();
  const dev = await startDev({
    ...line,
    cwd,
    shell: process.env,
    chatkitJson: project.chatkitJson,
    openaiKey,
    signal: context.signal,
    onEvent: tellEvents(keys, context),
    keepSecret: context.reporter.keepSecret,
  });
  try {
    await serve(dev, line, keys, began, context);
  } finally {
    await dev.stop();
  }
}
