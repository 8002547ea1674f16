import {
  type Answers,
  checkGiven,
  completeAnswers,
  type GivenAnswers,
  themeSource,
  themes,
} from "../create/answers.ts";
import { type CreateInput, type CreateReport, createApp, planFiles } from "../create/create.ts";
import { DEFAULT_DIRECTORY, inspectDestination } from "../create/destination.ts";
import { recreateCommand } from "../create/recreate.ts";
import { CliError, EXIT, Interrupted, usageError } from "../errors.ts";
import { type CommandLine, callingPackageManager, runCommand } from "../project/package-manager.ts";
import { runProcess } from "../project/run-process.ts";
import { mayAsk } from "../terminal/interactive.ts";
import { shellCommand } from "../terminal/quote.ts";
import type { Step } from "../terminal/reporter.ts";
import { resolveTheme } from "../theme/resolve.ts";
import type { CommandContext } from "./command.ts";
import type { CreateFlags } from "./create.ts";
import {
  askToStart,
  checkPython,
  HOSTED_NOTICE,
  type Interview,
  interview,
} from "./create-questions.ts";
import {
  hasKey,
  installError,
  missingFromEnv,
  nextSteps,
  OFFLINE_COMMAND,
  reportDryRun,
  summary,
  tellGit,
} from "./create-report.ts";

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

/** What starts the app: without a key, this very program and its offline stand-in. */
function startCommand(input: CreateInput, { reporter }: CommandContext): CommandLine {
  const [, self] = process.argv;
  if (hasKey(input) || self === undefined) {
    return runCommand(input.answers.packageManager, "dev");
  }
  reporter.info("There is no key, so an offline stand-in answers: dev --offline");
  return { program: process.execPath, args: [self, "dev", "--offline"] };
}

async function start(input: CreateInput, context: CommandContext): Promise<void> {
  const command = startCommand(input, context);
  const result = await runProcess(command, {
    cwd: input.destination.path,
    signal: context.signal,
    show: context.json ? "stderr" : "terminal",
  });
  context.signal.throwIfAborted();
  if (result.endedBy) throw new Interrupted(result.endedBy);
  if (result.exitCode === 0) return;
  throw new CliError(`The app ended with exit code ${result.exitCode ?? "?"}.`, {
    code: "start_failed",
    exitCode: EXIT.failed,
    hint: `Start it again with: ${hasKey(input) ? shellCommand([command.program, ...command.args]) : OFFLINE_COMMAND}`,
  });
}

/** Finds every fault of the flags before the first question is asked. */
function checkFlags(flags: CreateFlags): void {
  checkGiven(flags);
  if (flags.start && !flags.install) {
    throw usageError(
      "answer_does_not_belong",
      "--start needs the packages that --no-install leaves out.",
      "Leave one of the two out.",
    );
  }
}

/** Reads the theme before the questions; without questions it is read once, and may be a pipe. */
async function checkTheme({ theme, accent }: CreateFlags): Promise<void> {
  const source = theme ?? themes[0]?.value;
  if (source !== undefined) await resolveTheme(themeSource(source), accent);
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
  checkFlags(flags);
  const interactive = mayAsk({ yes: flags.yes, json: context.json });
  const packageManager = callingPackageManager(process.env.npm_config_user_agent);
  let interviewed: Interview;
  if (interactive) {
    await checkTheme(flags);
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
        offline: hasKey(input) ? null : OFFLINE_COMMAND,
      },
    ),
  );
  if (flags.start || (interactive && install && (await askToStart(context)))) {
    await start(input, context);
  }
}
