import type { PlainAnswer } from "./plain-answer.ts";

/** What is said while the app is not up. */
export const NOT_UP: PlainAnswer = {
  status: 503,
  code: "app_not_running",
  message: "Your app does not answer yet.",
  hint: "The terminal of chatkit dev shows what it is doing.",
  reloads: true,
};

/** What is said of a path where nothing is. */
export const NOTHING_HERE: PlainAnswer = {
  status: 404,
  code: "not_found",
  message: "There is nothing at this address.",
  hint: null,
};

/** What is said instead of asking oneself for ever. */
export const OWN_TARGET: PlainAnswer = {
  status: 502,
  code: "target_is_gateway",
  message: "The address of the app is the address of this gateway.",
  hint: "Check --target: it is where the app itself listens.",
};

/**
 * Puts into words that an app which should be up gave no answer.
 *
 * @param error of the connection
 * @param target where the app was looked for
 */
export function explainUnreached(error: NodeJS.ErrnoException, target: URL): PlainAnswer {
  const place = target.origin;
  const common = { status: 502, code: "app_unreachable" } as const;
  switch (error.code) {
    case "ECONNREFUSED":
      return {
        ...common,
        message: `Nothing listens at ${place}.`,
        hint: "The app may be starting again; if not, its output in the terminal shows why it stopped.",
        reloads: true,
      };
    case "ECONNRESET":
    case "EPIPE":
      return {
        ...common,
        message: `The app at ${place} closed the connection without an answer.`,
        hint: "Its output in the terminal may show why.",
      };
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return {
        ...common,
        message: `There is no host of the name ${target.hostname}.`,
        hint: "Check --target.",
      };
    default:
      return {
        ...common,
        message: `What is at ${place} gave no HTTP answer (${error.code ?? error.message}).`,
        hint: "Check that it is the address of your app, with http or https as it has it.",
      };
  }
}
