import { usageError } from "../errors.ts";

/** What a workflow's variable can hold (facts 1.1). */
export type StateValue = string | number | boolean;

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * Reads `key=value` pairs. `true` and `false` are booleans and what JSON takes for a number is one;
 * everything else is text, as is anything in double quotes: `seats="3"`. A number that would not be
 * sent as it is written, such as `3.10`, is refused: it may be meant as either.
 *
 * @param pairs as they were typed
 * @returns each key with its value
 * @throws {CliError} exit 2, `bad_state`
 */
export function readStateVariables(pairs: readonly string[]): Readonly<Record<string, StateValue>> {
  const variables = new Map<string, StateValue>();
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    const name = at === -1 ? pair : pair.slice(0, at);
    if (at === -1 || name.trim() === "") {
      throw usageError(
        "bad_state",
        `--state cannot be ${JSON.stringify(pair)}; it is a pair such as plan=free.`,
        "Repeat it for more: --state plan=free --state seats=3",
      );
    }
    if (variables.has(name)) {
      throw usageError("bad_state", `--state names ${name} twice.`, "Leave one of the two out.");
    }
    variables.set(name, readValue(name, pair.slice(at + 1)));
  }
  return Object.fromEntries(variables);
}

function readValue(name: string, text: string): StateValue {
  if (text === "true" || text === "false") return text === "true";
  if (NUMBER.test(text)) return readNumber(name, text);
  if (!/^".*"$/s.test(text)) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    // Quotes that belong to the text, such as "a" or "b".
    return text;
  }
}

function readNumber(name: string, text: string): number {
  const number = Number(text);
  if (String(number) === text) return number;
  const shown = text.slice(0, 40);
  throw usageError(
    "bad_state",
    `--state ${name}=${shown} looks like a number, but as one it would be sent as ${number}.`,
    `Write ${name}=${number}, or send it as text: --state '${name}="${shown}"'`,
  );
}
