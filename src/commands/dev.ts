import { type Command, Option } from "commander";
import type { CommandContext } from "./command.ts";
import { repeatable } from "./repeatable.ts";

/** The flags of `dev`, as commander reads them. */
export interface DevFlags {
  readonly target?: string;
  readonly port?: string;
  readonly host?: string;
  readonly open?: boolean;
  readonly workflow?: string;
  readonly user?: string;
  readonly exec?: string;
  readonly allowOrigin?: readonly string[];
  readonly sessionPath?: string;
  readonly trustPage?: boolean;
  readonly offline?: boolean;
  readonly speed?: string;
  readonly strict?: boolean;
  readonly record?: boolean;
}

/** No line is longer than 76 columns, so that none is wrapped again. */
function description(name: string): string {
  // Installed, it has the name chatkit as well.
  const typed = name.startsWith("chatkit") ? name : `npx ${name}`;
  const examples = [
    [typed, "the dev script here"],
    [`${typed} -- npx vite`, "any command"],
    [`${typed} --target http://localhost:3000`, "a running app"],
    [`${typed} --offline`, "no key, no network"],
    [`${typed} --offline --exec "npm test"`, "tests"],
  ] as const;
  const width = Math.max(...examples.map(([line]) => line.length));
  return [
    "Runs your app behind one address, with ChatKit sessions opened with your key",
    "where the app opens none itself, and an inspector of what passes.",
    "",
    ...examples.map(([line, means]) => `  ${line.padEnd(width)}  ${means}`),
  ].join("\n");
}

/**
 * Declares `dev`. What it does is loaded only when it runs, so that `--help` stays quick.
 *
 * @param command what to declare it on
 * @param context of this run
 */
export function define(command: Command, context: CommandContext): void {
  const json = command.options.find(({ long }) => long === "--json");
  if (json) json.description = "print one JSON line for each event";
  command
    .description(description(command.name()))
    .usage("[options] [-- command]")
    .argument("[command...]", "what starts your app (default: npm run dev)")
    .addOption(new Option("--target <url>", "front an app that runs already"))
    .addOption(new Option("--port <number>", "4310, or the next free one (default); 0: any"))
    .addOption(new Option("--host <address>", "also listen there (default: this machine only)"))
    .addOption(new Option("--open", "open the app in a browser when it is ready"))
    .addOption(new Option("--workflow <id>", "wf_… (default: CHATKIT_WORKFLOW_ID)"))
    .addOption(new Option("--user <id>", "whom sessions are for (default: one of this machine)"))
    .addOption(
      new Option("--exec <command>", "run it when the app is ready; end with its exit code"),
    )
    .addOption(
      new Option("--allow-origin <origin>", "a page elsewhere that may ask; repeatable").argParser(
        repeatable,
      ),
    )
    .addOption(new Option("--session-path <path>", "another path whose POST opens a session"))
    .addOption(new Option("--trust-page", "let the page choose workflow, user and limits"))
    .addOption(new Option("--offline", "no key, no network: a labelled stand-in answers"))
    .addOption(new Option("--speed <pace>", "offline: readable (default), instant"))
    .addOption(new Option("--strict", "offline: fail if no fixture matches a question"))
    .addOption(new Option("--record", "keep what your model says as fixtures"))
    .action(async (words: readonly string[], flags: DevFlags) => {
      const { runDev } = await import("./dev-run.ts");
      await runDev(words, flags, context);
    });
}
