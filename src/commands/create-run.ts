import { dirname, relative } from "node:path";
import {
  type Answers,
  type Backend,
  backends,
  checkGiven,
  completeAnswers,
  frontends,
  type GivenAnswers,
  runtimeNotYet,
  runtimes,
  themeSource,
  themes,
} from "../create/answers.ts";
import { type CreateInput, type CreateReport, createApp, planFiles } from "../create/create.ts";
import {
  DEFAULT_DIRECTORY,
  type Destination,
  inspectDestination,
  isWithin,
} from "../create/destination.ts";
import { recreateCommand } from "../create/recreate.ts";
import { CliError, EXIT, Interrupted, usageError } from "../errors.ts";
import { keyFault, keyFromShell, maskKey } from "../project/openai-key.ts";
import { callingPackageManager, installCommand, runCommand } from "../project/package-manager.ts";
import { pythonFault } from "../project/python.ts";
import { runProcess } from "../project/run-process.ts";
import { out, swatch } from "../terminal/colour.ts";
import { mayAsk } from "../terminal/interactive.ts";
import { shellCommand, shellWord } from "../terminal/quote.ts";
import type { Step } from "../terminal/reporter.ts";
import { presets } from "../theme/presets.ts";
import { resolveTheme, rgbChannels } from "../theme/resolve.ts";
import type { CommandContext } from "./command.ts";
import type { CreateFlags } from "./create.ts";

/** What the questions led to. */
interface Interview {
  readonly destination: Destination;
  readonly given: GivenAnswers;
  readonly openaiKey: string | undefined;
}

const KEY_PAGE = "https://platform.openai.com/api-keys";

/** Hosted workflows need this said before they are chosen; true before the day and after it. */
const HOSTED_NOTICE =
  "Agent Builder shuts down on 2026-11-30. A hosted backend is for workflows that exist already; for anything new choose self-hosted.";

function themeMark(name: keyof typeof presets): string {
  const { colorScheme, ...theme } = presets[name].theme;
  const accent = "color" in theme ? theme.color.accent.primary : "#8f8f8f";
  const page = colorScheme === "dark" ? "#1b1b1f" : "#ffffff";
  return [page, accent]
    .map(rgbChannels)
    .map((channels) => (channels ? swatch(channels) : ""))
    .join("");
}

async function asFault(check: () => Promise<unknown> | unknown): Promise<string | undefined> {
  try {
    await check();
    return undefined;
  } catch (error) {
    if (error instanceof CliError && error.exitCode === EXIT.usage) return error.message;
    throw error;
  }
}

/** Asks what was not given by flag, in the order of design 1.1. */
async function interview(
  directory: string | undefined,
  flags: CreateFlags,
  context: CommandContext,
): Promise<Interview> {
  const { terminalPrompts } = await import("../terminal/prompts.ts");
  const ask = terminalPrompts(context.signal);
  const place = { cwd: process.cwd(), force: flags.force ?? false };

  const typed =
    directory ??
    (await ask.text("Where should the app go?", {
      initial: DEFAULT_DIRECTORY,
      check: (value) => asFault(() => inspectDestination(value, place)),
    }));
  const destination = await inspectDestination(typed, place);

  const frontend = flags.frontend ?? (await ask.select("Which front end?", frontends));
  const backend =
    flags.backend ??
    (flags.workflow ? "hosted" : undefined) ??
    (await ask.select<Backend>("Which backend?", backends));
  if (backend === "hosted") context.reporter.warn(HOSTED_NOTICE);
  const runtime =
    flags.runtime ??
    (await ask.select(
      "Which runtime for the server?",
      runtimes.map((item) => ({
        ...item,
        disabled: runtimeNotYet(backend as Backend, item.value) && "(not in this version yet)",
      })),
    ));
  await checkPython(runtime, flags, context);
  const theme =
    flags.theme ??
    (await ask.select(
      "Which theme?",
      themes.map((item) => ({ ...item, mark: themeMark(item.value) })),
    ));
  const given: GivenAnswers = { ...flags, frontend, backend, runtime, theme };
  checkGiven(given);

  const shellKey = keyFromShell(process.env);
  if (shellKey) {
    context.reporter.info(
      `Using the API key ${maskKey(shellKey.key)} from ${shellKey.variable} of your shell; it is not written to disk.`,
    );
  }
  const openaiKey =
    shellKey || flags.dryRun
      ? undefined
      : await ask.secret(
          `OpenAI API key (from ${KEY_PAGE}; leave empty to add it later)`,
          (value) => (value === "" ? undefined : keyFault(value)),
        );
  const workflow =
    backend === "hosted" && flags.workflow === undefined
      ? await ask.text("Workflow id (wf_…; leave empty to add it later)", {
          check: (value) =>
            value === ""
              ? Promise.resolve(undefined)
              : asFault(() => checkGiven({ workflow: value })),
        })
      : flags.workflow;
  return {
    destination,
    given: { ...given, workflow: workflow || undefined },
    openaiKey: openaiKey || undefined,
  };
}

/** Refuses before anything is written where the Python part of the install could only fail. */
async function checkPython(
  runtime: string,
  flags: CreateFlags,
  context: CommandContext,
): Promise<void> {
  if (runtime !== "python" || !flags.install || flags.dryRun) return;
  const fault = await pythonFault(context.signal);
  if (fault === undefined) return;
  throw new CliError(`Nothing was written, since the app's server could not run here. ${fault}`, {
    code: "python_missing",
    exitCode: EXIT.failed,
    hint: "Or add --no-install to make the app now and install later.",
  });
}

/** A path as it should be typed from here: relative below this directory, else absolute. */
function pathFromHere(path: string): string {
  const here = process.cwd();
  if (path === here) return ".";
  const near = isWithin(path, here) || isWithin(path, dirname(here));
  const shown = near ? relative(here, path) : path;
  // cd takes a leading dash for a flag, and zsh a leading plus for an earlier directory.
  return /^[-+]/.test(shown) ? `./${shown}` : shown;
}

/** How to get into the app from here. */
function enter({ destination }: CreateInput): string[] {
  const place = pathFromHere(destination.path);
  return place === "." ? [] : [`cd ${shellWord(place)}`];
}

function nextSteps(input: CreateInput, report: CreateReport): string[] {
  const { answers } = input;
  return [
    ...enter(input),
    ...(report.install.state === "done"
      ? []
      : [shellCommand([installCommand(answers.packageManager).program, "install"])]),
    shellCommand([answers.packageManager, "run", "dev"]),
  ];
}

function missingFromEnv(input: CreateInput): string[] {
  const missing = [];
  if (!input.openaiKey && !keyFromShell(process.env)) missing.push(`OPENAI_API_KEY (${KEY_PAGE})`);
  if (input.answers.backend === "hosted" && !input.answers.workflow) {
    missing.push("CHATKIT_WORKFLOW_ID (wf_…, from Agent Builder)");
  }
  return missing;
}

function summary(input: CreateInput, report: CreateReport, recreate: string): string {
  const missing = missingFromEnv(input);
  const lines = [
    out.green(`Made ${input.destination.name}`) + out.dim(` in ${input.destination.path}`),
    "",
    "Next:",
    ...nextSteps(input, report).map((line) => `  ${out.cyan(line)}`),
  ];
  if (missing.length > 0) {
    lines.push("", "Still to fill into .env:", ...missing.map((line) => `  ${line}`));
  }
  lines.push("", "The same app again, without questions:", `  ${out.dim(recreate)}`);
  return lines.join("\n");
}

function tellGit(report: CreateReport, context: CommandContext): void {
  const { git } = report;
  if (git.state === "failed") {
    context.reporter.warn(`The app is made, but not committed to git: ${git.message}`);
  } else if (git.state === "skipped" && git.reason === "inside-work-tree") {
    context.reporter.info("It is inside a git repository already, so none was made.");
  }
}

function installError(input: CreateInput, report: CreateReport): CliError | undefined {
  if (report.install.state !== "failed") return undefined;
  const { failure } = report.install;
  const retry = shellCommand([failure.command.program, ...failure.command.args]);
  const output = failure.lastLines.slice(-15).join("\n");
  return new CliError(`${failure.label} failed: ${failure.reason}.${output ? `\n${output}` : ""}`, {
    code: "install_failed",
    exitCode: EXIT.failed,
    hint: `The app is complete in ${input.destination.path}. Once the cause is mended:\n${[...enter(input), retry].map((line) => `  ${line}`).join("\n")}`,
  });
}

function reportDryRun(
  files: readonly { path: string }[],
  input: CreateInput,
  context: CommandContext,
) {
  const paths = files.map(({ path }) => path);
  context.reporter.result(
    [
      `Would write ${paths.length} files into ${input.destination.path}:`,
      ...paths.map((path) => `  ${path}`),
    ].join("\n"),
    Object.assign(
      { ok: true as const },
      {
        dryRun: true,
        directory: input.destination.path,
        answers: input.answers,
        files: paths,
      },
    ),
  );
}

/** Makes the app, and says on Ctrl-C during the installation that the app is there. */
async function make(input: CreateInput, context: CommandContext): Promise<CreateReport> {
  let written = false;
  let step: Step | undefined;
  try {
    return await createApp(input, context.signal, {
      onWritten: () => {
        written = true;
        context.reporter.info(`Wrote the app to ${input.destination.path}`);
      },
      onStart: (label) => {
        step = context.reporter.step(label);
      },
      onLine: (line) => step?.update(line),
      onEnd: (label, ok) => (ok ? step?.done(label) : step?.failed(label)),
    });
  } catch (error) {
    if (!written || !(error instanceof Interrupted)) throw error;
    throw new Interrupted(
      error.signal,
      `The app is complete in ${input.destination.path}. To go on:\n  ${nextSteps(input, { files: [], install: { state: "skipped" }, git: { state: "skipped", reason: "not-wanted" } }).join("\n  ")}`,
    );
  }
}

async function start(input: CreateInput, context: CommandContext): Promise<void> {
  const command = runCommand(input.answers.packageManager, "dev");
  const result = await runProcess(command, {
    cwd: input.destination.path,
    signal: context.signal,
    show: context.json ? "stderr" : "terminal",
  });
  context.signal.throwIfAborted();
  if (result.exitCode === 0) return;
  throw new CliError(`The app ended with exit code ${result.exitCode ?? "?"}.`, {
    code: "start_failed",
    exitCode: EXIT.failed,
    hint: `Start it again with: ${shellCommand([command.program, ...command.args])}`,
  });
}

/** Finds every fault of the flags before the first question is asked. */
async function checkFlags(flags: CreateFlags): Promise<void> {
  checkGiven(flags);
  if (flags.start && !flags.install) {
    throw usageError(
      "answer_does_not_belong",
      "--start needs the packages that --no-install leaves out.",
      "Leave one of the two out.",
    );
  }
  const theme = flags.theme ?? themes[0]?.value;
  if (theme !== undefined) await resolveTheme(themeSource(theme), flags.accent);
}

/**
 * Runs `create`: questions where they may be asked, then the app, then what to type next.
 *
 * @param directory the destination, as it was typed
 * @param flags what was given
 * @param context of this run
 * @throws {CliError} with the exit codes of design 1.2
 */
export async function runCreate(
  directory: string | undefined,
  flags: CreateFlags,
  context: CommandContext,
): Promise<void> {
  await checkFlags(flags);
  const interactive = mayAsk({ yes: flags.yes, json: context.json });
  const packageManager = callingPackageManager(process.env.npm_config_user_agent);
  let interviewed: Interview;
  if (interactive) {
    interviewed = await interview(directory, flags, context);
  } else {
    const given: GivenAnswers = flags;
    completeAnswers(given, { yes: flags.yes ?? false, packageManager });
    interviewed = {
      destination: await inspectDestination(directory ?? DEFAULT_DIRECTORY, {
        cwd: process.cwd(),
        force: flags.force ?? false,
      }),
      given,
      openaiKey: undefined,
    };
  }
  const answers: Answers = completeAnswers(interviewed.given, {
    yes: flags.yes ?? false,
    packageManager,
  });
  if (answers.backend === "hosted" && !interactive) context.reporter.warn(HOSTED_NOTICE);
  if (!interactive) await checkPython(answers.runtime, flags, context);
  const { install, git, agents } = flags;
  const input: CreateInput = {
    destination: interviewed.destination,
    answers,
    options: { install, git, agents },
    openaiKey: interviewed.openaiKey,
  };
  if (flags.dryRun) {
    reportDryRun(await planFiles(input), input, context);
    return;
  }
  const report = await make(input, context);
  tellGit(report, context);
  const failed = installError(input, report);
  if (failed) throw failed;
  const recreate = recreateCommand(input.destination.typed, answers, {
    ...input.options,
    workflow: true,
  });
  context.reporter.result(
    summary(input, report, recreate),
    Object.assign(
      { ok: true as const },
      {
        directory: input.destination.path,
        answers,
        files: report.files,
        install: report.install.state,
        git: report.git.state,
        recreate,
        next: nextSteps(input, report),
        missing: missingFromEnv(input),
      },
    ),
  );
  if (flags.start || (interactive && install && (await askToStart(context)))) {
    await start(input, context);
  }
}

async function askToStart(context: CommandContext): Promise<boolean> {
  const { terminalPrompts } = await import("../terminal/prompts.ts");
  return terminalPrompts(context.signal).confirm("Start it now?", true);
}
