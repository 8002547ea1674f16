import type { Answers } from "../../src/create/answers.ts";
import { planFiles } from "../../src/create/create.ts";

/** Checked answers, from the few that a test is about. */
export function answersOf(some: Partial<Answers> & Pick<Answers, "backend">): Answers {
  const selfHosted = some.backend === "self-hosted";
  return {
    frontend: "react",
    runtime: "node",
    theme: "corporate-light",
    accent: undefined,
    store: selfHosted ? "sqlite" : undefined,
    sample: "tour",
    workflow: undefined,
    packageManager: "npm",
    ...some,
  };
}

/**
 * Plans an app in memory.
 *
 * @param name the directory's name
 * @param answers see {@link answersOf}
 * @returns path to text
 */
export async function planned(name: string, answers: Answers): Promise<Record<string, string>> {
  const files = await planFiles({
    destination: { typed: name, path: `/${name}`, name, exists: false, force: false },
    answers,
    options: { install: true, git: true, agents: true },
    openaiKey: undefined,
  });
  return Object.fromEntries(files.map(({ path, contents }) => [path, String(contents)]));
}
