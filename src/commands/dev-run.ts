import { type Dev, type EnvChange, type Ready, startDev } from "../dev/dev.ts";
import type { DevEvent } from "../dev/events.ts";
import { CliError, EXIT, Interrupted, usageError } from "../errors.ts";
import { type ChatKitJson, readChatKitJson } from "../project/chatkit-json.ts";
import { projectEnvironment } from "../project/environment.ts";
import { err, out } from "../terminal/colour.ts";
import { mayAsk } from "../terminal/interactive.ts";
import type { CommandContext } from "./command.ts";
import type { DevFlags } from "./dev.ts";
import { type Answering, findAnswering } from "./dev-answering.ts";
import { type DevLine, readDevLine } from "./dev-flags.ts";
import { keyBar, listenForKeys } from "./dev-keys.ts";
import { duration, jsonOf, linesOf } from "./dev-lines.ts";
import { openInBrowser } from "./dev-open.ts";

/** How long the end of an app may take without a word, in milliseconds. */
const PATIENCE_MS = 1_000;

/** One line, with the address and the way into the inspector. */
function readyText(ready: Ready, tookMs: number): string {
  return [
    `${out.green("✓")} Ready at ${out.bold(out.cyan(ready.url))}`,
    ...(ready.offline ? [out.yellow("offline stand-in")] : []),
    `inspector ${out.cyan(ready.inspector)}`,
    out.dim(duration(tookMs)),
  ].join(" · ");
}

/** How far a run has come. */
interface Progress {
  /** The app was started once; a restart is told as such. */
  started: boolean;
  /** Null until it is ready. */
  ready: Ready | null;
  /** Milliseconds from the start until it was. */
  tookMs: number;
}

/** What a person is told of an event, line by line. */
function textOf(event: DevEvent, keys: boolean, progress: Progress): string[] {
  if (event.type === "app" && progress.ready && event.app.state === "ready") {
    return [`${err.green("✓")} The app answers again (${duration(event.app.tookMs)}).`];
  }
  if (event.type === "app" && event.app.state === "starting") {
    if (progress.started) return [];
    progress.started = true;
  }
  // The error that ends the run says the same.
  const isLast = !keys && !progress.ready;
  if (isLast && event.type === "app" && event.app.state === "crashed") return [];
  return linesOf(event, { keys, now: Date.now() });
}

/** Tells everything that happens: to people on stderr, to machines as JSON lines on stdout. */
function tellEvents(
  keys: boolean,
  progress: Progress,
  { json, reporter }: CommandContext,
): (event: DevEvent) => void {
  return (event) => {
    if (json) reporter.event(jsonOf(event, Date.now()));
    // What other programs say goes to stderr in any case (design 1.2).
    if (json && event.type !== "app.output") return;
    for (const line of textOf(event, keys, progress)) reporter.info(line);
  };
}

function tellEnvChange({ names, key }: EnvChange, { json, reporter }: CommandContext): void {
  if (json) reporter.event({ type: "env", at: Date.now(), names, key });
  else reporter.info(`Read .env again (${names.join(", ")}). ${key ? `The key is ${key}.` : ""}`);
}

/** A hosted workflow talks to OpenAI's frame alone. */
function checkRecordable(chatkitJson: ChatKitJson | undefined): void {
  if (chatkitJson?.backend !== "hosted") return;
  throw usageError(
    "nothing_to_record",
    "The conversation of a hosted app flows between OpenAI's frame and OpenAI, and never passes here: nothing can be recorded.",
    "Write fixtures by hand: chatkit/fixtures/*.json, as the README says.",
  );
}

/** With `--strict`, a question that no fixture matched fails the run. */
function failIfUnmatched(dev: Dev, { offline }: Answering): void {
  const unmatched = offline?.strict ? dev.unmatched() : [];
  if (unmatched.length === 0) return;
  throw new CliError(
    `No fixture matched ${unmatched.length === 1 ? "a question" : `${unmatched.length} questions`}:\n${unmatched.map((words) => `  ${words}`).join("\n")}`,
    {
      code: "unmatched_questions",
      exitCode: EXIT.failed,
      hint: "Add fixtures for them to chatkit/fixtures, or leave --strict out.",
      details: { unmatched },
    },
  );
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
  run: { line: DevLine; keys: boolean; progress: Progress; began: number },
  context: CommandContext,
): Promise<void> {
  const { line, keys, progress } = run;
  const { json, reporter, signal } = context;
  const tellReady = () => {
    const { ready, tookMs } = progress;
    if (!ready) return;
    if (json) reporter.event({ type: "ready", at: Date.now(), ...ready, tookMs });
    else if (line.exec === undefined) reporter.result(readyText(ready, tookMs), { ok: true });
    else reporter.info(readyText(ready, tookMs));
    if (keys) reporter.info(keyBar());
  };
  const untilDone = async (): Promise<void> => {
    // A person starts an app that has failed again; one that runs elsewhere they cannot.
    const mayComeBack = keys && dev.plan.kind === "command";
    const ready = await (mayComeBack ? dev.ready : Promise.race([dev.ready, dev.failed]));
    Object.assign(progress, { ready, tookMs: Date.now() - run.began });
    tellReady();
    if (line.exec !== undefined) return execute(dev, line.exec, context);
    if (line.open) await openInBrowser(ready.url, reporter);
    return new Promise(() => undefined);
  };
  let letGo = () => {};
  const untilEnded = new Promise<void>((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    // Whoever read what is told here is gone, and could neither see nor end it any more.
    process.stdout.once("error", resolve);
    process.stderr.once("error", resolve);
    if (!keys) return;
    letGo = listenForKeys({
      dev,
      context,
      ready: () => progress.ready,
      tellReady,
      quit: () => resolve(),
    });
  });
  try {
    await Promise.race([untilDone(), untilEnded]);
  } finally {
    letGo();
  }
}

/** @param file null where nothing was said */
function tellRecorded(
  file: string | null,
  { json, reporter }: Pick<CommandContext, "json" | "reporter">,
): void {
  if (json) {
    reporter.event({ type: "recorded", at: Date.now(), file });
  } else if (file === null) {
    reporter.warn(
      "Nothing was recorded: the app asked its model nothing by way of OPENAI_BASE_URL, which OpenAI's SDKs read.",
    );
  } else {
    reporter.info(
      `Recorded into ${file}. Look it over before you commit it; chatkit dev --offline answers from it.`,
    );
  }
}

/** Ends everything, and says so where the app takes its time. */
async function end(dev: Dev, { json, reporter }: CommandContext): Promise<void> {
  const slow = setTimeout(() => {
    if (!json) reporter.info("Waiting for the app to end; it is killed if it does not.");
  }, PATIENCE_MS);
  try {
    const { recorded } = await dev.stop();
    if (recorded !== undefined) tellRecorded(recorded, { json, reporter });
  } finally {
    clearTimeout(slow);
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
  if (line.record) checkRecordable(project.chatkitJson);
  const answering = await findAnswering(project, line, context);
  if (line.record) {
    context.reporter.info(
      "Recording: what the app and its model say passes here, and is kept in chatkit/fixtures without keys.",
    );
  }
  const keys = mayAsk(context) && line.exec === undefined;
  const progress: Progress = { started: false, ready: null, tookMs: 0 };
  const began = Date.now();
  const dev = await startDev({
    ...line,
    cwd,
    shell: process.env,
    chatkitJson: project.chatkitJson,
    ...answering,
    signal: context.signal,
    onEnvChange: (change) => tellEnvChange(change, context),
    onEvent: tellEvents(keys, progress, context),
    keepSecret: context.reporter.keepSecret,
  });
  try {
    context.signal.throwIfAborted();
    if (dev.plan.kind === "none") context.reporter.info(dev.plan.why);
    await serve(dev, { line, keys, progress, began }, context);
    failIfUnmatched(dev, answering);
  } catch (error) {
    if (error instanceof Interrupted) failIfUnmatched(dev, answering);
    // For something that has no end of its own this is the usual one.
    if (!(error instanceof Interrupted && error.signal === "SIGINT")) throw error;
    const { code, exitCode } = error;
    throw new CliError("Ended.", { code, exitCode });
  } finally {
    await end(dev, context);
  }
}
