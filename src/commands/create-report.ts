import { dirname, relative } from "node:path";
import type { CreateInput, CreateReport } from "../create/create.ts";
import { isWithin } from "../create/destination.ts";
import { CliError, EXIT } from "../errors.ts";
import { KEY_PAGE, keyFromShell } from "../project/openai-key.ts";
import { installCommand } from "../project/package-manager.ts";
import { out } from "../terminal/colour.ts";
import { shellCommand, shellWord } from "../terminal/quote.ts";
import type { CommandContext } from "./command.ts";

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

/**
 * What to type next, one shell line each.
 *
 * @param input what the app was made from
 * @param report what became of it
 */
export function nextSteps(input: CreateInput, report: CreateReport): string[] {
  const { answers } = input;
  return [
    ...enter(input),
    ...(report.install.state === "done"
      ? []
      : [shellCommand([installCommand(answers.packageManager).program, "install"])]),
    ...(answers.store === "postgres" ? ["docker compose up --detach db"] : []),
    shellCommand([answers.packageManager, "run", "dev"]),
  ];
}

/**
 * What the person has yet to fill into `.env`, each with where to get it.
 *
 * @param input what the app was made from
 */
export function missingFromEnv(input: CreateInput): string[] {
  const missing = [];
  if (!hasKey(input)) missing.push(`OPENAI_API_KEY (${KEY_PAGE})`);
  if (input.answers.backend === "hosted" && !input.answers.workflow) {
    missing.push("CHATKIT_WORKFLOW_ID (wf_…, from Agent Builder)");
  }
  return missing;
}

/** What chats with no key, in an app of any kind. */
export const OFFLINE_COMMAND = "npx create-chatkit-app dev --offline";

/**
 * Whether there is a key that the app would use.
 *
 * @param input what the app was made from
 */
export function hasKey(input: CreateInput): boolean {
  return Boolean(input.openaiKey || keyFromShell(process.env));
}

/**
 * The result of `create`, for people.
 *
 * @param input what the app was made from
 * @param report what became of it
 * @param recreate the command that makes the same app again
 */
export function summary(input: CreateInput, report: CreateReport, recreate: string): string {
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
  if (!hasKey(input)) {
    lines.push(
      "",
      "Or chat without a key, with an offline stand-in:",
      `  ${out.cyan(OFFLINE_COMMAND)}`,
    );
  }
  lines.push("", "The same app again, without questions:", `  ${out.dim(recreate)}`);
  return lines.join("\n");
}

/**
 * Says what became of git where that is not what a person expects.
 *
 * @param report what became of the app
 * @param context of this run
 */
export function tellGit(report: CreateReport, context: CommandContext): void {
  const { git } = report;
  if (git.state === "failed") {
    context.reporter.warn(`The app is made, but not committed to git: ${git.message}`);
  } else if (git.state === "skipped" && git.reason === "inside-work-tree") {
    context.reporter.info("It is inside a git repository already, so none was made.");
  }
}

/**
 * The error of a failed installation: the app is there, and how to go on.
 *
 * @param input what the app was made from
 * @param report what became of it
 * @returns undefined when nothing failed
 */
export function installError(input: CreateInput, report: CreateReport): CliError | undefined {
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

/**
 * The result of `--dry-run`.
 *
 * @param files what would be written
 * @param input what the app would be made from
 * @param context of this run
 */
export function reportDryRun(
  files: readonly { path: string }[],
  input: CreateInput,
  context: CommandContext,
): void {
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
