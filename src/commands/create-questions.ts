import { homedir } from "node:os";
import {
  type Backend,
  backends,
  checkGiven,
  frontends,
  type GivenAnswers,
  runtimes,
  themes,
} from "../create/answers.ts";
import { DEFAULT_DIRECTORY, type Destination, inspectDestination } from "../create/destination.ts";
import { CliError, EXIT } from "../errors.ts";
import { KEY_PAGE, keyFault, keyFromShell, maskKey } from "../project/openai-key.ts";
import { pythonFault } from "../project/python.ts";
import { presets } from "../theme/presets.ts";
import type { CommandContext } from "./command.ts";
import type { CreateFlags } from "./create.ts";
import { themeMark } from "./theme-mark.ts";

/** What the questions led to. */
export interface Interview {
  readonly destination: Destination;
  readonly given: GivenAnswers;
  readonly openaiKey: string | undefined;
}

/** Hosted workflows need this said before they are chosen; true before the day and after it. */
export const HOSTED_NOTICE =
  "Agent Builder shuts down on 2026-11-30. A hosted backend is for workflows that exist already; for anything new choose self-hosted.";

async function asFault(check: () => Promise<unknown> | unknown): Promise<string | undefined> {
  try {
    await check();
    return undefined;
  } catch (error) {
    if (error instanceof CliError && error.exitCode === EXIT.usage) return error.message;
    throw error;
  }
}

/** What a shell would have made of a leading `~`; typed here, no shell has seen it. */
function withHome(typed: string): string {
  return typed.replace(/^~(?=$|[\\/])/, () => homedir());
}

/**
 * Asks what was not given by flag, in the order of design 1.1.
 *
 * @param directory the destination, as it was typed, if it was
 * @param flags what was given
 * @param context of this run
 * @throws {CliError} `interrupted` (exit 130) on Ctrl-C, and whatever {@link checkGiven},
 * {@link inspectDestination} and {@link checkPython} find
 */
export async function interview(
  directory: string | undefined,
  flags: CreateFlags,
  context: CommandContext,
): Promise<Interview> {
  const { terminalPrompts } = await import("../terminal/prompts.ts");
  const ask = terminalPrompts(context.signal);
  const place = { cwd: process.cwd(), force: flags.force ?? false };

  const typed =
    directory ??
    withHome(
      await ask.text("Where should the app go?", {
        initial: DEFAULT_DIRECTORY,
        check: (value) => asFault(() => inspectDestination(withHome(value), place)),
      }),
    );
  const destination = await inspectDestination(typed, place);

  const frontend = flags.frontend ?? (await ask.select("Which front end?", frontends));
  const backend =
    flags.backend ??
    (flags.workflow ? "hosted" : undefined) ??
    (await ask.select<Backend>("Which backend?", backends));
  if (backend === "hosted") context.reporter.warn(HOSTED_NOTICE);
  const runtime = flags.runtime ?? (await ask.select("Which runtime for the server?", runtimes));
  await checkPython(runtime, flags, context);
  const theme =
    flags.theme ??
    (await ask.select(
      "Which theme?",
      themes.map((item) => ({ ...item, mark: themeMark(presets[item.value].theme) })),
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

/**
 * Refuses before anything is written where the Python part of the install could only fail.
 *
 * @param runtime the answer
 * @throws {CliError} `python_missing` (exit 1) that names the package to install
 */
export async function checkPython(
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

/**
 * Asks whether to start the app that was just made.
 *
 * @throws {CliError} `interrupted` (exit 130) on Ctrl-C
 */
export async function askToStart(context: CommandContext): Promise<boolean> {
  const { terminalPrompts } = await import("../terminal/prompts.ts");
  return terminalPrompts(context.signal).confirm("Start it now?", true);
}
