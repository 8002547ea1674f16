import { type Command, Option } from "commander";
import { formats } from "../theme/emit.ts";
import { presets } from "../theme/presets.ts";
import type { CommandContext } from "./command.ts";
import { repeatable } from "./repeatable.ts";
import { subcommand } from "./subcommand.ts";

/** The flags of `theme`, as commander reads them. */
export interface ThemeFlags {
  readonly from?: string;
  readonly scheme?: string;
  readonly radius?: string;
  readonly density?: string;
  readonly accent?: string;
  readonly accentLevel?: string;
  readonly grayscale?: string;
  readonly surface?: string;
  readonly font?: string;
  readonly fontMono?: string;
  readonly fontSource?: readonly string[];
  readonly baseSize?: string;
  readonly format?: string;
  readonly out?: string;
  readonly write?: boolean;
}

/**
 * Declares `theme` and the commands below it. What they do is loaded only when they run.
 *
 * @param command what to declare them on
 * @param context of this run
 */
export function define(command: Command, context: CommandContext): void {
  command
    .argument("[preset]", `${Object.keys(presets).join(", ")}, or a .json file`)
    .addOption(
      new Option("--from <colour>", "derive accent, greys and surface from a brand colour"),
    )
    .addOption(new Option("--scheme <name>", "light, dark"))
    .addOption(new Option("--radius <name>", "pill, round, soft, sharp"))
    .addOption(new Option("--density <name>", "compact, normal, spacious"))
    .addOption(new Option("--accent <colour>", "a CSS colour"))
    .addOption(new Option("--accent-level <n>", "0 to 3 (default: 2)"))
    .addOption(new Option("--grayscale <hue,tint[,shade]>", "0 to 360, 0 to 9, -4 to 4"))
    .addOption(new Option("--surface <bg,fg>", "two CSS colours: background and text"))
    .addOption(new Option("--font <family>", "a CSS font-family"))
    .addOption(new Option("--font-mono <family>", "a CSS font-family for code"))
    .addOption(
      new Option("--font-source <file>", "a .json file with web fonts; repeatable").argParser(
        repeatable,
      ),
    )
    .addOption(new Option("--base-size <px>", "14 to 18"))
    .addOption(
      new Option("--format <name>", `${formats.join(", ")} (default: json, or ts for a .ts file)`),
    )
    .addOption(new Option("--out <file>", "write it there instead of printing it"))
    .addOption(
      new Option(
        "--write",
        "write it into the app here; without a preset, change the theme that is there",
      ),
    )
    .action(async (preset: string | undefined, flags: ThemeFlags) => {
      const { runTheme } = await import("./theme-run.ts");
      await runTheme(preset, flags, context);
    });
  subcommand(command, "list", "show the presets").action(async () => {
    const { runThemeList } = await import("./theme-report.ts");
    runThemeList(context);
  });
  subcommand(command, "check", "find what ChatKit would not accept, and what is hard to read")
    .argument("[file...]", "theme files; - is stdin (default: stdin, or the theme of the app here)")
    .option("--fix", "repair what can mean only one thing; from stdin, print the repaired theme")
    .action(async (files: string[], flags: { fix?: boolean }) => {
      const { runThemeCheck } = await import("./theme-check.ts");
      await runThemeCheck(files, { fix: flags.fix ?? false }, context);
    });
  subcommand(command, "schema", "print the JSON Schema of a theme").action(async () => {
    const { themeSchema } = await import("../theme/schema.ts");
    context.reporter.result(JSON.stringify(themeSchema, null, 2), {
      ok: true,
      schema: themeSchema,
    });
  });
}
