import type { Environment } from "./environment.ts";
import { readChoice } from "./settings.ts";

const DEFAULT_MODEL = "gpt-4.1-mini";

/** What the chat was told by its environment. */
export interface ChatSettings {
  readonly model: string;
  /** Which of OpenAI's two APIs the model is asked through. */
  readonly modelApi: "responses" | "chat_completions";
  /** Where threads and files are kept, if they are kept on disk. */
  readonly dataDirectory: string;
}

/**
 * Reads the settings of the chat.
 *
 * @throws SettingsError, if a value cannot be used
 */
export function readChatSettings(environment: Environment): ChatSettings {
  return {
    model: environment.value("OPENAI_MODEL") ?? DEFAULT_MODEL,
    modelApi: readChoice(environment, "OPENAI_MODEL_API", ["responses", "chat_completions"]),
    dataDirectory: environment.value("CHATKIT_DATA_DIR") ?? "data",
  };
}
