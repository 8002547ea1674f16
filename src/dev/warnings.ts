import { toCliError } from "../errors.ts";
import { findWorkflow } from "../project/workflow.ts";
import { shellWord } from "../terminal/quote.ts";
import { addressesElsewhere } from "./addresses.ts";
import type { DevOptions } from "./dev.ts";
import type { EventLog } from "./event-log.ts";
import type { DevSettings } from "./settings.ts";

/** Flags that say something about sessions have no say where the app opens its own. */
export function warnOfUseless(options: DevOptions, log: EventLog): void {
  const isSelfHosted = options.chatkitJson?.backend === "self-hosted";
  const useless = [
    // It still says for whom the key s signs an identity.
    ...(options.user === undefined || isSelfHosted ? [] : ["--user"]),
    ...(options.trustPage ? ["--trust-page"] : []),
    ...(options.sessionPath === undefined ? [] : ["--session-path"]),
    ...(options.workflow !== undefined && (options.target || isSelfHosted) ? ["--workflow"] : []),
  ];
  if (useless.length === 0) return;
  log.tell({
    type: "warning",
    message: `${useless.join(", ")} ${useless.length === 1 ? "has" : "have"} no effect here: this app has its own server, which decides for whom and for what it opens a chat.`,
    hint: null,
  });
}

/**
 * Says of an app that runs already what offline changes of it and what not, and how to start it so
 * that it asks the stand-in as well.
 *
 * @param url of the app
 * @param variables that it would be started with
 */
export function warnOfOwnEnvironment(
  url: URL,
  variables: Readonly<Record<string, string>>,
  log: EventLog,
): void {
  const words = Object.entries(variables).map(([name, value]) => `${name}=${shellWord(value)}`);
  log.tell({
    type: "warning",
    message: `The app at ${url.origin} runs already: its pages get the stand-in's script here, but its server keeps its own environment, and asks whatever its OPENAI_BASE_URL names, else OpenAI.`,
    hint: `Start it with these, and chatkit dev with a fixed --port:\n${words.map((word) => `    ${word}`).join("\n")}`,
  });
}

/** Says once of each form of answers, in a language of compression that is not known here. */
export function warnOfUnreadable(log: EventLog): (path: string, encoding: string) => void {
  const told = new Set<string>();
  return (path, encoding) => {
    if (told.has(encoding)) return;
    told.add(encoding);
    log.tell({
      type: "warning",
      message: `The app compresses its answers by ${encoding}, which cannot be read here: ${path} passes as it is, and may load ChatKit's script from OpenAI.`,
      hint: "Let the app send them uncompressed where it is asked to (accept-encoding: identity).",
    });
  };
}

/**
 * Says where other machines reach the gateway, since that is what `--host` is for; offline there is
 * no key that they could use.
 */
export function warnOfReach(
  { host, offline }: Pick<DevOptions, "host" | "offline">,
  port: number,
  log: EventLog,
): void {
  const addresses = host === undefined ? [] : addressesElsewhere(host, port);
  if (addresses.length === 0) return;
  log.tell({
    type: "warning",
    message: `Other machines reach this at ${addresses.join(", ")}, and may use the app${offline ? "" : " with your key"}.`,
    hint: null,
  });
}

/** Says at the start what a page would hear only when it asks for a session. */
export function warnOfWorkflow(settings: DevSettings, isNeeded: boolean, log: EventLog): void {
  try {
    if (isNeeded || settings.workflowId) findWorkflow(undefined, settings.environment);
  } catch (error) {
    const { message, hint } = toCliError(error);
    log.tell({ type: "warning", message, hint: hint ?? null });
  }
}
