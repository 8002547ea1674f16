import { type Command, Option } from "commander";
import type { GivenOptions } from "../session/options.ts";
import type { CommandContext } from "./command.ts";
import { repeatable } from "./repeatable.ts";
import { subcommand } from "./subcommand.ts";

/** The flags of `session`, as commander reads them. */
export interface SessionFlags extends GivenOptions {
  readonly workflow?: string;
  readonly user?: string;
  readonly count?: string;
  readonly secretOnly?: boolean;
  readonly env?: boolean;
  readonly watch?: string;
}

/**
 * Declares `session` and `session cancel`. What they do is loaded only when they run.
 *
 * @param command what to declare it on
 * @param context of this run
 */
export function define(command: Command, context: CommandContext): void {
  command
    .addOption(new Option("--workflow <id>", "wf_… (default: CHATKIT_WORKFLOW_ID)"))
    .addOption(new Option("--workflow-version <version>", "a deployed one (default: the newest)"))
    .addOption(new Option("--user <id>", "whose threads it shows (default: a made-up test user)"))
    .addOption(new Option("--expires-in <time>", "30s, 10m or seconds, at most 10m (the default)"))
    .addOption(new Option("--rate-limit <n>", "requests a minute (OpenAI's default: 10)"))
    .addOption(
      new Option("--state <key=value>", "a variable of the workflow; repeatable").argParser(
        repeatable,
      ),
    )
    .addOption(new Option("--history", "show earlier threads (OpenAI's default)"))
    .addOption(new Option("--no-history", "show no earlier threads"))
    .addOption(new Option("--recent-threads <n>", "how many earlier threads (default: all)"))
    .addOption(new Option("--files", "take files in messages"))
    .addOption(new Option("--max-files <n>", "files a message (OpenAI's default: 10)"))
    .addOption(new Option("--max-file-size <MB>", "1 to 512 (OpenAI's default: 512)"))
    .addOption(new Option("--no-titles", "name no threads by what was said"))
    .addOption(new Option("--no-tracing", "keep no traces on OpenAI's dashboard"))
    .addOption(new Option("--count <n>", "mint several at once (default: 1)"))
    .addOption(new Option("--secret-only", "print the secret alone, for $(…)"))
    .addOption(new Option("--env", "print KEY=value lines"))
    .addOption(new Option("--watch <file>", "keep a valid secret in a file until Ctrl-C"))
    .action(async (flags: SessionFlags) => {
      const { runSession } = await import("./session-run.ts");
      await runSession(flags, context);
    });
  subcommand(command, "cancel", "end sessions before their time")
    .argument("<id...>", "cksess_…, as session printed it")
    .action(async (ids: string[]) => {
      const { runSessionCancel } = await import("./session-cancel-run.ts");
      await runSessionCancel(ids, context);
    });
}
