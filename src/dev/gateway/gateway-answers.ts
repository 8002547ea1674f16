import { CliError, EXIT } from "../../errors.ts";

/** How long the first answer through the gateway may take. */
const ANSWER_LIMIT_MS = 30_000;

/**
 * Asks the gateway once for the app, whatever the app says.
 *
 * @param url of a page
 * @param signal ends the wait, and is thrown
 * @throws {CliError} exit 1, `gateway_silent`
 */
export async function gatewayAnswers(url: string, signal: AbortSignal): Promise<void> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]);
  try {
    await fetch(url, { method: "HEAD", redirect: "manual", signal: limit });
  } catch (error) {
    signal.throwIfAborted();
    throw new CliError(`The app answers, but not through ${url}.`, {
      code: "gateway_silent",
      exitCode: EXIT.failed,
      hint: "Another program may hold the same port on another address: choose one with --port.",
      cause: error,
    });
  }
}
