import { type OfflineMode, USUAL_OFFLINE } from "../dev/offline/mode.ts";
import { needsNoKey } from "../dev/settings.ts";
import { CliError, EXIT } from "../errors.ts";
import type { ChatKitJson } from "../project/chatkit-json.ts";
import type { Environment } from "../project/environment.ts";
import { describeKey, findKey, KEY_PAGE, keyFault, shadowedKey } from "../project/openai-key.ts";
import { mayAsk } from "../terminal/interactive.ts";
import type { CommandContext } from "./command.ts";
import type { DevLine } from "./dev-flags.ts";

/** What a run found before anything was started. */
export interface Project {
  readonly chatkitJson: ChatKitJson | undefined;
  readonly environment: Environment;
}

/** Who answers in a run, and with which key. */
export interface Answering {
  /** Null where OpenAI does, or what the project has in its place. */
  readonly offline: OfflineMode | null;
  /** For this run only. */
  readonly openaiKey: string | undefined;
}

const WITH_OWN_KEY: Answering = { offline: null, openaiKey: undefined };

/** What a run without a key can do. */
const WITHOUT_KEY = [
  { value: "offline", means: "chat with a stand-in: no key, no network, no cost" },
  { value: "key", means: "type an OpenAI API key for this run" },
  { value: "without", means: "go on without: no session can be opened" },
] as const;

async function askForKey(context: CommandContext): Promise<string> {
  const { terminalPrompts } = await import("../terminal/prompts.ts");
  const typed = await terminalPrompts(context.signal).secret(
    `OpenAI API key for this run (from ${KEY_PAGE})`,
    keyFault,
  );
  context.reporter.keepSecret(typed);
  return typed;
}

/** Asks a person what to do without a key. */
async function askWithoutKey(context: CommandContext): Promise<Answering> {
  const { terminalPrompts } = await import("../terminal/prompts.ts");
  const chosen = await terminalPrompts(context.signal).select(
    "There is no OpenAI API key. How to go on?",
    WITHOUT_KEY,
  );
  if (chosen === "offline") {
    tellOffline(context);
    return { offline: USUAL_OFFLINE, openaiKey: undefined };
  }
  if (chosen === "key") return { offline: null, openaiKey: await askForKey(context) };
  context.reporter.info("Going on without a key: no session can be opened with it.");
  return WITH_OWN_KEY;
}

function tellOffline({ reporter }: CommandContext): void {
  reporter.info(
    "Offline: a stand-in answers in OpenAI's place, from scripts. No key is used, and OpenAI is not asked.",
  );
}

/**
 * Tells who answers, and with which key; without one, asks what to do where a person is there.
 *
 * @param project what is here
 * @param line of this run
 * @throws {CliError} exit 3, `openai_key_missing`: a key is needed, and nobody can be asked
 */
export async function findAnswering(
  project: Project,
  line: DevLine,
  context: CommandContext,
): Promise<Answering> {
  const { environment, chatkitJson } = project;
  const { reporter } = context;
  if (line.offline) {
    tellOffline(context);
    return { offline: line.offline, openaiKey: undefined };
  }
  const found = findKey(environment);
  if (found) {
    reporter.keepSecret(found.value);
    reporter.info(`Using the key ${describeKey(found)}`);
    const shadowed = shadowedKey(found, environment);
    if (shadowed) reporter.warn(shadowed);
    return WITH_OWN_KEY;
  }
  const isTarget = line.target !== undefined;
  if (needsNoKey({ environment, isTarget, ownsSessions: chatkitJson !== undefined })) {
    return WITH_OWN_KEY;
  }
  if (mayAsk(context)) {
    // What is recorded is what OpenAI's model says.
    return line.record
      ? { offline: null, openaiKey: await askForKey(context) }
      : askWithoutKey(context);
  }
  throw new CliError("There is no OpenAI API key, and no terminal to ask for one.", {
    code: "openai_key_missing",
    exitCode: EXIT.key,
    hint: `Put OPENAI_API_KEY=sk-… (from ${KEY_PAGE}) into .env here, or set it in the shell.${line.record ? "" : "\nOr go without: chatkit dev --offline"}`,
  });
}
