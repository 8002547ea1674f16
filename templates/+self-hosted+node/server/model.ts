import { OpenAIProvider, Runner } from "@openai/agents";
import OpenAI from "openai";
import type { ChatSettings } from "./chat-settings.ts";
import { explain, type Failure, KEY_BROKEN, KEY_MISSING } from "./model-errors.ts";
import { OPENAI_BASE_URL, type Settings } from "./settings.ts";

const TIMEOUT_MS = 60_000;

/** How the assistant reaches its model: at OpenAI, or at another server of OPENAI_BASE_URL. */
export interface ModelConnection {
  readonly client: OpenAI;
  /** Why every request would fail, if that is known. */
  readonly fault: Failure | null;
  /**
   * Makes what runs agents.
   *
   * @param choice.model the model's name, if not the default one
   * @param choice.tool the name of a tool that the model has to call first
   */
  runner(choice?: { model?: string | undefined; tool?: string | undefined }): Runner;
  /**
   * Words a failure, and logs it.
   *
   * @param model the model that was asked, if not the default one
   * @param chosenBy where that model is chosen, if neither by OPENAI_MODEL nor in server/agent.ts
   * @returns undefined, if the error has nothing to do with the model
   */
  explain(error: unknown, model?: string, chosenBy?: string): Failure | undefined;
}

/** Connects with the key that `settings` chose, whatever else the shell holds. */
export function connectModel(settings: Settings, chat: ChatSettings): ModelConnection {
  const key = settings.openaiKey?.value;
  const isOpenAI = settings.openaiBaseUrl === OPENAI_BASE_URL;
  const client = new OpenAI({
    apiKey: key ?? "none",
    baseURL: settings.openaiBaseUrl,
    // Without these the client reads OPENAI_ADMIN_KEY, OPENAI_ORG_ID, … of the shell.
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    // A failure is logged once, in words and without the key.
    logLevel: "off",
    timeout: TIMEOUT_MS,
    // The SDK would sleep through a Retry-After of any length; the person has a retry button.
    maxRetries: 0,
  });
  const modelProvider = new OpenAIProvider({
    openAIClient: client,
    useResponses: chat.modelApi === "responses",
  });
  // Traces go to OpenAI under the same key, so they are off where another server answers.
  const tracing = isOpenAI && key && !settings.offline ? { apiKey: key } : undefined;
  return {
    client,
    fault: settings.offline ? null : keyFault(key),
    runner: ({ model, tool } = {}) =>
      new Runner({
        modelProvider,
        model: model ?? chat.model,
        ...(tool && { modelSettings: { toolChoice: tool } }),
        tracingDisabled: !tracing,
        ...(tracing && { tracing }),
      }),
    explain(error, model = chat.model, chosenBy = chooserOf(model, chat)) {
      const reachedBy = "the network of the server";
      // An address that lacks its /v1 answers 404, as a model that is not there does.
      const words = isOpenAI
        ? { provider: "OpenAI", chosenBy, reachedBy }
        : {
            provider: "The model's server",
            chosenBy: `${chosenBy}, and OPENAI_BASE_URL`,
            reachedBy: `OPENAI_BASE_URL, and ${reachedBy}`,
          };
      return explain(error, { model, key, ...words });
    },
  };
}

function chooserOf(model: string, chat: ChatSettings): string {
  return model === chat.model ? "OPENAI_MODEL" : "the models of server/agent.ts";
}

function keyFault(key: string | undefined): Failure | null {
  if (!key) {
    return KEY_MISSING;
  }
  // The key is sent in a header, which holds plain ASCII.
  return /^[\x21-\x7e]+$/.test(key) ? null : KEY_BROKEN;
}
