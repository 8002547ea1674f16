import { confirm, input, password, select } from "@inquirer/prompts";
import { Interrupted } from "../errors.ts";
import { type AdjustConfig, type Adjusted, adjust } from "./adjust.ts";

/** One line of a list to choose from. */
export interface ListItem<Value extends string> {
  readonly value: Value;
  readonly means: string;
  /** Shown before the value, such as a theme's colours. */
  readonly mark?: string;
}

/** The questions that a command may ask; each throws {@link Interrupted} on Ctrl-C. */
export interface Prompts {
  select<Value extends string>(message: string, items: readonly ListItem<Value>[]): Promise<Value>;
  /** `check` returns what is wrong, or undefined; `draw`: what to show for what is typed so far. */
  text(
    message: string,
    options: {
      initial?: string;
      check: (value: string) => Promise<string | undefined>;
      draw?: (value: string) => string;
    },
  ): Promise<string>;
  secret(message: string, check: (value: string) => string | undefined): Promise<string>;
  confirm(message: string, initial: boolean): Promise<boolean>;
  /** See {@link AdjustConfig}. */
  adjust<Key extends string>(config: AdjustConfig<Key>): Promise<Adjusted<Key>>;
}

async function asked<Value>(question: Promise<Value>): Promise<Value> {
  // After Ctrl-Z and `fg`, Node's readline leaves the keyboard paused, and the run would end here.
  const goOn = () => setImmediate(() => process.stdin.resume());
  process.on("SIGCONT", goOn);
  try {
    return await question;
  } catch (error) {
    if (error instanceof Error && error.name === "ExitPromptError") throw new Interrupted("SIGINT");
    if (error instanceof Error && error.name === "AbortPromptError" && error.cause)
      throw error.cause;
    throw error;
  } finally {
    process.off("SIGCONT", goOn);
  }
}

/**
 * Questions on the terminal.
 *
 * @param signal takes an open question away
 */
export function terminalPrompts(signal: AbortSignal): Prompts {
  const context = { signal };
  return {
    select: (message, items) => {
      const width = Math.max(...items.map((item) => item.value.length));
      return asked(
        select(
          {
            message,
            choices: items.map((item) => ({
              value: item.value,
              name: `${item.mark ? `${item.mark} ` : ""}${item.value.padEnd(width)}  ${item.means}`,
              short: item.value,
            })),
          },
          context,
        ),
      );
    },
    text: (message, { initial, check, draw }) =>
      asked(
        input(
          {
            message,
            ...(initial === undefined ? {} : { default: initial }),
            ...(draw && { transformer: draw }),
            validate: async (value) => (await check(value)) ?? true,
          },
          context,
        ),
      ),
    secret: (message, check) =>
      asked(
        password({ message, mask: "•", validate: (value) => check(value.trim()) ?? true }, context),
      ).then((value) => value.trim()),
    confirm: (message, initial) => asked(confirm({ message, default: initial }, context)),
    adjust: (config) => asked(adjust(config, signal)),
  };
}
