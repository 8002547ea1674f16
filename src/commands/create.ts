import { type Command, Option } from "commander";
import {
  backends,
  type Choice,
  frontends,
  runtimes,
  samples,
  stores,
  themes,
} from "../create/answers.ts";
import { packageManagers } from "../project/package-manager.ts";
import type { CommandContext } from "./command.ts";

/** The flags of `create`, as commander reads them. */
export interface CreateFlags {
  readonly frontend?: string;
  readonly backend?: string;
  readonly runtime?: string;
  readonly theme?: string;
  readonly accent?: string;
  readonly store?: string;
  readonly sample?: string;
  readonly workflow?: string;
  readonly packageManager?: string;
  readonly install: boolean;
  readonly git: boolean;
  readonly agents: boolean;
  readonly start?: boolean;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

function words(choices: readonly Choice[]): string {
  return choices.map((choice) => choice.value).join(", ");
}

/**
 * Declares `create`. What it does is loaded only when it runs, so that `--help` stays quick.
 *
 * @param command what to declare it on
 * @param context of this run
 */
export function define(command: Command, context: CommandContext): void {
  command
    .argument("[dir]", "where: a new or empty directory (default: my-chatkit-app)")
    .addOption(new Option("--frontend <name>", words(frontends)))
    .addOption(new Option("--backend <name>", words(backends)))
    .addOption(new Option("--runtime <name>", words(runtimes)))
    .addOption(new Option("--theme <preset|file>", `${words(themes)}, or a .json file`))
    .addOption(new Option("--accent <colour>", "a CSS colour that replaces the theme's accent"))
    .addOption(new Option("--store <name>", `self-hosted: ${words(stores)}`))
    .addOption(new Option("--sample <name>", words(samples)))
    .addOption(new Option("--workflow <id>", "hosted: wf_…, may be filled into .env later"))
    .addOption(
      new Option(
        "--package-manager <name>",
        `${words(packageManagers)} (default: the one that called)`,
      ),
    )
    .addOption(new Option("--no-install", "do not install packages"))
    .addOption(new Option("--no-git", "do not make a git repository"))
    .addOption(new Option("--no-agents", "leave out AGENTS.md and CLAUDE.md"))
    .addOption(new Option("--start", "start the app when it is made; without a key, offline"))
    .addOption(new Option("--force", "write into a directory that is not empty; deletes nothing"))
    .addOption(new Option("--dry-run", "only print what would be written"))
    .addOption(new Option("-y, --yes", "take the default for everything not given"))
    .action(async (directory: string | undefined, flags: CreateFlags) => {
      const { runCreate } = await import("./create-run.ts");
      await runCreate(directory, flags, context);
    });
}
