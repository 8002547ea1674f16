import { Command } from "commander";
import { usageError } from "../errors.ts";
import { nearest } from "../nearest.ts";

const GLOBAL_FLAGS = ["--json", "--debug"];

/**
 * Declares the flags that every command takes.
 *
 * @param command what to declare them on
 */
export function addGlobalOptions(command: Command): Command {
  return command
    .option("--json", "print one JSON value instead of text")
    .option("--debug", "show where an error came from")
    .helpOption("-h, --help", "show this help");
}

/**
 * Declares a command below another one, such as `session cancel`. Behind its name its own flags
 * hold; flags of the command above are refused with it. Where the command above takes no words of
 * its own, a word that is no command is refused too, with the nearest one.
 *
 * @param parent the command above, with its own arguments declared already
 * @param name the word, such as `cancel`
 * @param summary what it does
 * @returns the new command, to declare its arguments, flags and action on
 */
export function subcommand(parent: Command, name: string, summary: string): Command {
  const isFirst = parent.commands.length === 0;
  const command = new Command(name).copyInheritedSettings(parent).description(summary);
  command.allowExcessArguments(false);
  parent.addCommand(addGlobalOptions(command));
  if (isFirst) prepare(parent);
  return command;
}

function prepare(parent: Command): void {
  const takesWords = parent.registeredArguments.length > 0;
  parent
    .enablePositionalOptions()
    .allowExcessArguments(!takesWords)
    .helpCommand(false)
    .configureHelp({ sortSubcommands: true })
    .hook("preAction", (_, acting) => {
      const [word] = acting === parent && !takesWords ? parent.args : [];
      if (word !== undefined) throw unknownWord(parent, word);
    })
    .hook("preSubcommand", (_, chosen) => {
      const given = parent.options.find(
        (option) =>
          !GLOBAL_FLAGS.includes(option.long ?? "") &&
          parent.getOptionValueSource(option.attributeName()) === "cli",
      );
      if (given) throw misplaced(parent, given.long ?? given.flags, chosen);
    });
  const help = new Command("help").copyInheritedSettings(parent).allowExcessArguments(false);
  parent.addCommand(
    addGlobalOptions(help)
      .description("show the help of a command")
      .argument("[command]")
      .action((word: string | undefined) => {
        const asked =
          word === undefined ? parent : parent.commands.find((command) => command.name() === word);
        if (!asked) throw unknownWord(parent, word ?? "");
        asked.outputHelp();
      }),
  );
}

function unknownWord(parent: Command, word: string): Error {
  const suggestion = nearest(
    word,
    parent.commands.map((command) => command.name()),
  );
  return usageError(
    "unknown_command",
    `${parent.name()} takes no word '${word}'.`,
    suggestion
      ? `Did you mean ${parent.name()} ${suggestion}?`
      : `Type ${parent.name()} --help for what there is.`,
  );
}

function misplaced(parent: Command, flag: string, chosen: Command): Error {
  return usageError(
    "answer_does_not_belong",
    `${flag} belongs to ${parent.name()}, not to ${parent.name()} ${chosen.name()}.`,
    `Type ${parent.name()} ${chosen.name()} --help for what there is.`,
  );
}
