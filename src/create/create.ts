import { randomBytes } from "node:crypto";
import { resolveTheme } from "../theme/resolve.ts";
import { type Answers, themeSource } from "./answers.ts";
import type { Destination } from "./destination.ts";
import { type GitResult, initialiseGit } from "./git.ts";
import { type InstallEvents, type InstallFailure, installApp } from "./install.ts";
import { bringsLayer, layerWords } from "./layers.ts";
import { appNames } from "./names.ts";
import { type PlannedFile, planApp } from "./plan.ts";
import { recreateCommand } from "./recreate.ts";
import { readTemplates } from "./templates.ts";
import { writeApp } from "./write.ts";

/** 48 random bytes are 64 characters: twice what the app's server insists on. */
const SECRET_BYTES = 48;

/** What to do besides writing files. */
export interface CreateOptions {
  readonly install: boolean;
  readonly git: boolean;
  readonly agents: boolean;
}

/** What an app is made from. */
export interface CreateInput {
  readonly destination: Destination;
  readonly answers: Answers;
  readonly options: CreateOptions;
  /** A key typed at the prompt. */
  readonly openaiKey: string | undefined;
}

/** What became of a `create`. */
export interface CreateReport {
  readonly files: readonly string[];
  readonly install:
    | { readonly state: "done" | "skipped" }
    | { readonly state: "failed"; readonly failure: InstallFailure };
  readonly git: GitResult | { readonly state: "skipped"; readonly reason: "not-wanted" };
}

/**
 * Plans the files of an app without writing any.
 *
 * @param input see {@link CreateInput}
 * @throws {CliError} exit 2 when the theme cannot be read or is none
 */
export async function planFiles(input: CreateInput): Promise<PlannedFile[]> {
  const { answers, destination, options } = input;
  const theme = await resolveTheme(themeSource(answers.theme), answers.accent);
  const words = layerWords(answers);
  const templates = await readTemplates((layer) => bringsLayer(layer, words));
  return planApp(
    {
      answers,
      names: appNames(destination.name),
      theme,
      recreate: recreateCommand(destination.name, answers, options),
      openaiKey: input.openaiKey,
      secret: randomBytes(SECRET_BYTES).toString("base64url"),
      agents: options.agents,
    },
    templates,
  );
}

/**
 * Makes an app: writes it whole or not at all, installs it, and puts it under git.
 *
 * @param input see {@link CreateInput}
 * @param signal ends the run; an app that is already written stays
 * @param events told of the installation as it runs, and once the files are in place
 * @returns what became of each part; a failed installation is no throw, since the app is finished
 * @throws {CliError} when nothing was written
 */
export async function createApp(
  input: CreateInput,
  signal: AbortSignal,
  events: InstallEvents & { onWritten(): void },
): Promise<CreateReport> {
  const { answers, destination, options } = input;
  const files = await planFiles(input);
  await writeApp(destination, files, signal);
  events.onWritten();
  signal.throwIfAborted();
  const failure = options.install
    ? await installApp(destination.path, answers, signal, events)
    : undefined;
  return {
    files: files.map(({ path }) => path),
    install: failure
      ? { state: "failed", failure }
      : { state: options.install ? "done" : "skipped" },
    git: options.git
      ? await initialiseGit(destination.path, signal)
      : { state: "skipped", reason: "not-wanted" },
  };
}
