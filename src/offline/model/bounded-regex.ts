import { createContext, Script } from "node:vm";

/** How a regular expression is looked for. */
export type Exec = (expression: RegExp, text: string) => RegExpExecArray | null;

/** Far longer than any expression that does what was meant takes. */
const LONGEST_MS = 1000;

/** A regular expression that goes astray: some take longer than a life on a short text. */
export class RegexTimeout extends Error {
  override readonly name = "RegexTimeout";
}

/** A script can be interrupted in the middle of an expression; nothing else can. */
const SEARCH = new Script("expression.exec(text)");
const scope: { expression: RegExp; text: string } = { expression: /(?:)/, text: "" };
const context = createContext(scope);

/**
 * Looks for a regular expression that others wrote, which must not stop the program for long.
 *
 * @throws RegexTimeout, if it takes longer than a second
 */
export const execBounded: Exec = (expression, text) => {
  scope.expression = expression;
  scope.text = text;
  try {
    return SEARCH.runInContext(context, { timeout: LONGEST_MS }) as RegExpExecArray | null;
  } catch (error) {
    if (!isTimeout(error)) throw error;
    throw new RegexTimeout(`${expression} takes longer than a second.`, { cause: error });
  }
};

/** Looks for a regular expression of ours, which is known to end: many times as fast. */
export const execTrusted: Exec = (expression, text) => expression.exec(text);

function isTimeout(error: unknown): boolean {
  const code = typeof error === "object" && error !== null && "code" in error && error.code;
  return code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}
