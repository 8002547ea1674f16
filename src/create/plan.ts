import { setEnvValues } from "../project/env-file.ts";
import { themeFileText } from "../theme/emit.ts";
import type { Theme } from "../theme/schema.ts";
import type { Answers } from "./answers.ts";
import { compareLayers } from "./layers.ts";
import { mergeParts } from "./merge.ts";
import type { AppNames } from "./names.ts";
import { type RenderContext, renderTemplate } from "./render.ts";
import type { TemplateFile } from "./templates.ts";

/** One file to write. */
export interface PlannedFile {
  /** Below the app's directory, with `/`. */
  readonly path: string;
  readonly contents: string | Buffer;
  /** Permissions before the umask; 0o666 unless said. */
  readonly mode?: number;
}

/** Everything that decides an app's files. */
export interface PlanInput {
  readonly answers: Answers;
  readonly names: AppNames;
  readonly theme: Theme;
  /** The shell command that makes the same app again. */
  readonly recreate: string;
  /** A key typed at the prompt; a key of the shell is never written to disk. */
  readonly openaiKey: string | undefined;
  /** Signs the app's cookies; at least 32 characters. */
  readonly secret: string;
  /** Whether AGENTS.md and CLAUDE.md are wanted. */
  readonly agents: boolean;
}

/** Only the owner may read a file that holds secrets. */
const SECRET_MODE = 0o600;
const AGENT_FILES = ["AGENTS.md", "CLAUDE.md"];

/** Where a template file goes: `.hbs` falls off, a leading underscore becomes a dot. */
export function targetPath(source: string): string {
  return source.replace(/\.hbs$/, "").replace(/(^|\/)_(?=[a-z])/g, "$1.");
}

function renderContext({ answers, names, recreate }: PlanInput): RenderContext {
  const { frontend, backend, runtime, sample, store } = answers;
  return {
    title: names.title,
    appId: names.appId,
    packageName: names.packageName,
    frontend,
    backend,
    runtime,
    store: store ?? "",
    sample,
    packageManager: answers.packageManager,
    recreate,
    react: frontend === "react",
    vanilla: frontend === "vanilla",
    hosted: backend === "hosted",
    selfHosted: backend === "self-hosted",
    node: runtime === "node",
    python: runtime === "python",
    sqlite: store === "sqlite",
    postgres: store === "postgres",
    memory: store === "memory",
    tour: sample === "tour",
    bare: sample === "bare",
    yarn: answers.packageManager === "yarn",
  };
}

function themeFile(theme: Theme): PlannedFile {
  return { path: "src/theme.json", contents: themeFileText(theme, "./theme.schema.json") };
}

function answersFile({ frontend, backend, runtime, store, sample }: Answers): PlannedFile {
  const record = { version: 1, frontend, backend, runtime, ...(store && { store }), sample };
  return { path: "chatkit.json", contents: `${JSON.stringify(record, null, 2)}\n` };
}

/**
 * What Yarn needs to take an app for a project of its own: without a lock file Berry looks for one
 * above, and with its Plug'n'Play neither TypeScript nor Vite's plugins find their packages.
 */
function yarnFiles({ packageManager }: Answers): PlannedFile[] {
  if (packageManager !== "yarn") return [];
  return [
    { path: ".yarnrc.yml", contents: "nodeLinker: node-modules\n" },
    { path: "yarn.lock", contents: "" },
  ];
}

function envFile(example: PlannedFile | undefined, input: PlanInput): PlannedFile {
  if (!example) throw new Error("No layer brings .env.example.");
  const { openaiKey, secret, answers } = input;
  return {
    path: ".env",
    mode: SECRET_MODE,
    contents: setEnvValues(String(example.contents), {
      CHATKIT_SECRET: secret,
      ...(openaiKey && { OPENAI_API_KEY: openaiKey }),
      ...(answers.workflow && { CHATKIT_WORKFLOW_ID: answers.workflow }),
    }),
  };
}

/**
 * Plans an app: answers to files, with no effect on the disk.
 *
 * @param input see {@link PlanInput}
 * @param templates the files of the layers that the answers bring
 * @returns every file of the app; `.gitignore` comes before `.env`, so that a secret is ignored
 * before it exists
 * @throws when the templates contradict each other: a defect of this package, never of the input
 */
export function planApp(input: PlanInput, templates: readonly TemplateFile[]): PlannedFile[] {
  const context = renderContext(input);
  const parts = new Map<string, (string | Buffer)[]>();
  for (const file of [...templates].sort((a, b) => compareLayers(a.layer, b.layer))) {
    const path = targetPath(file.source);
    if (!input.agents && AGENT_FILES.includes(path)) continue;
    const contents = file.contents ?? renderTemplate(`${file.layer}/${file.source}`, context);
    parts.set(path, [...(parts.get(path) ?? []), contents]);
  }
  const files = [...parts].map(([path, contents]) => ({
    path,
    contents: mergeParts(path, contents),
  }));
  files.push(themeFile(input.theme), answersFile(input.answers), ...yarnFiles(input.answers));
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const example = files.find(({ path }) => path === ".env.example");
  return [...files, envFile(example, input)];
}
