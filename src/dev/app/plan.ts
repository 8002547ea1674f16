import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { resolveCommand } from "package-manager-detector/commands";
import { detect } from "package-manager-detector/detect";
import { CliError, EXIT, usageError } from "../../errors.ts";
import type { ChatKitJson } from "../../project/chatkit-json.ts";
import type { Environment } from "../../project/environment.ts";
import type { CommandLine } from "../../project/package-manager.ts";
import { shellCommand } from "../../terminal/quote.ts";
import { shellLine } from "./shell-line.ts";

/** What `chatkit dev` stands in front of. */
export type AppPlan =
  | {
      readonly kind: "command";
      readonly program: string;
      readonly args: readonly string[];
      /** The command as a person would type it. */
      readonly label: string;
      /** It reads a changed `.env` by itself, so that nobody has to restart it. */
      readonly readsEnvAnew: boolean;
    }
  | { readonly kind: "target"; readonly url: URL }
  | {
      readonly kind: "none";
      /** Why nothing is started, and what would be, in a sentence or two. */
      readonly why: string;
    };

/** Tells a process which `chatkit dev` has started it, by the project's directory. */
export const DEV_VARIABLE = "CHATKIT_DEV_DIRECTORY";

/** Development servers that begin anew by themselves when `.env` changes, alone on their line. */
const READS_ENV_ANEW =
  /^(?:(?:npx|pnpm|yarn|bunx|exec|dlx|cross-env|\w+=\S*)\s+)*(?:vite|next|nuxt|nuxi|astro)(?:\s[^&|;]*)?$/;

/** A script that starts this very command. */
const RUNS_DEV = /\b(?:chatkit|create-chatkit-app)\s+dev\b/;

interface Manifest {
  readonly scripts: Readonly<Record<string, unknown>>;
  readonly hasPackages: boolean;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

async function readManifest(cwd: string): Promise<Manifest | undefined> {
  let text: string;
  try {
    text = await readFile(join(cwd, "package.json"), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const manifest = record(JSON.parse(text.replace(/^\uFEFF/, "")));
    const packages = { ...record(manifest.dependencies), ...record(manifest.devDependencies) };
    return { scripts: record(manifest.scripts), hasPackages: Object.keys(packages).length > 0 };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw usageError("package_json_invalid", `package.json is not JSON: ${reason}`);
  }
}

/** A directory and those above it, the nearest first. */
function withParents(directory: string): string[] {
  const parent = dirname(directory);
  return parent === directory ? [directory] : [directory, ...withParents(parent)];
}

/** The command that runs the script `dev`, by the package manager that the project uses. */
async function devCommand(cwd: string): Promise<CommandLine> {
  // A lock file above the repository belongs to something else.
  const root = withParents(cwd).find((path) => existsSync(join(path, ".git"))) ?? cwd;
  const found = await detect({ cwd, stopDir: root });
  const command = resolveCommand(found?.agent ?? "npm", "run", ["dev"]);
  return command
    ? { program: command.command, args: command.args }
    : { program: "npm", args: ["run", "dev"] };
}

/** Packages lie in the project or above it, as in a workspace; or Yarn has them in a zip. */
function packagesAreInstalled(cwd: string): boolean {
  return withParents(cwd).some((path) =>
    ["node_modules", ".pnp.cjs"].some((name) => existsSync(join(path, name))),
  );
}

function planCommand(cwd: string, [program, ...args]: readonly [string, ...string[]]): AppPlan {
  const label = shellCommand([program, ...args]);
  // The whole line in quotes: one that the shell is to read.
  const isLine = args.length === 0 && /\s/.test(program) && !existsSync(resolve(cwd, program));
  if (isLine) {
    const readsEnvAnew = READS_ENV_ANEW.test(program.trim());
    return { kind: "command", ...shellLine(program), label: program.trim(), readsEnvAnew };
  }
  const readsEnvAnew = READS_ENV_ANEW.test([program, ...args].join(" "));
  return { kind: "command", program, args, label, readsEnvAnew };
}

/**
 * Decides what is started or fronted; starts nothing.
 *
 * @param options `cwd`: the project; `command`: the words behind `--`; `target`: of `--target`;
 * `chatkitJson`: what `create` recorded; `environment`: the shell's variables and `.env`
 * @throws {CliError} exit 1, `not_installed`: its packages are missing; exit 2, `dev_runs_itself`:
 * its `dev` script is `chatkit dev`; exit 2, `package_json_invalid`; exit 2, `no_dev_script`: an app
 * of ours without one
 */
export async function planApp(options: {
  cwd: string;
  command?: readonly string[] | undefined;
  target?: URL | undefined;
  chatkitJson: ChatKitJson | undefined;
  environment: Environment;
}): Promise<AppPlan> {
  const { cwd, target, chatkitJson } = options;
  if (target) return { kind: "target", url: target };
  const [program, ...words] = options.command ?? [];
  if (program !== undefined) return planCommand(cwd, [program, ...words]);

  const manifest = await readManifest(cwd);
  const other =
    "To put dev in front of an app: chatkit dev -- <its command>, or --target <its address>.";
  if (!manifest) {
    const page = existsSync(join(cwd, "index.html"))
      ? " For the index.html here, such as: chatkit dev -- npx --yes vite"
      : "";
    return {
      kind: "none",
      why: `There is no package.json here, so that nothing is started. ${other}${page}`,
    };
  }
  const script = manifest.scripts.dev;
  if (typeof script !== "string") {
    if (chatkitJson) {
      throw usageError(
        "no_dev_script",
        "package.json has no script named dev, which this app is started with.",
        "Put it back, or say what starts the app: chatkit dev -- <command>",
      );
    }
    const start =
      typeof manifest.scripts.start === "string" ? " Such as: chatkit dev -- npm start" : "";
    return {
      kind: "none",
      why: `package.json has no script named dev, so that nothing is started. ${other}${start}`,
    };
  }
  const command = await devCommand(cwd);
  if (RUNS_DEV.test(script) || options.environment.value(DEV_VARIABLE) === cwd) {
    throw usageError(
      "dev_runs_itself",
      `The script dev of package.json is what starts chatkit dev: ${script}`,
      / --(?: |target\b)/.test(script)
        ? `Type ${shellCommand([command.program, ...command.args])}`
        : 'Let the script say what starts the app, such as "dev": "chatkit dev -- vite"',
    );
  }
  if (manifest.hasPackages && !packagesAreInstalled(cwd)) {
    throw new CliError("The packages of this project are not installed.", {
      code: "not_installed",
      exitCode: EXIT.failed,
      hint: `Type ${command.program} install`,
    });
  }
  return {
    kind: "command",
    ...command,
    label: shellCommand([command.program, ...command.args]),
    readsEnvAnew: chatkitJson !== undefined || READS_ENV_ANEW.test(script.trim()),
  };
}
