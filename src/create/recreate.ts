import { onceCommand } from "../project/package-manager.ts";
import { shellCommand } from "../terminal/quote.ts";
import type { Answers } from "./answers.ts";

/**
 * The command that makes the same app without questions.
 *
 * @param directory where, as the person typed it
 * @param answers checked answers
 * @param options flags that were not answers but changed what was made; `workflow`: name the
 * workflow too, which a file of the app must not
 * @returns one shell line
 */
export function recreateCommand(
  directory: string,
  answers: Answers,
  options: { install: boolean; git: boolean; agents: boolean; workflow?: boolean },
): string {
  const words = [
    ...onceCommand(answers.packageManager),
    "--frontend",
    answers.frontend,
    "--backend",
    answers.backend,
    "--runtime",
    answers.runtime,
    "--theme",
    answers.theme,
    ...(answers.accent ? ["--accent", answers.accent] : []),
    ...(answers.store ? ["--store", answers.store] : []),
    "--sample",
    answers.sample,
    ...(options.workflow && answers.workflow ? ["--workflow", answers.workflow] : []),
    "--package-manager",
    answers.packageManager,
    ...(options.install ? [] : ["--no-install"]),
    ...(options.git ? [] : ["--no-git"]),
    ...(options.agents ? [] : ["--no-agents"]),
    // Behind --, so that a directory with a leading dash is no flag.
    ...(directory.startsWith("-") ? ["--", directory] : [directory]),
  ];
  return shellCommand(words);
}
