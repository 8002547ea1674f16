import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import OpenAI from "openai";
import { createOffline } from "../../../src/offline/create-offline.ts";
import type { Answer, Question, ScriptedModel } from "../../../src/offline/model/model.ts";
import { OFFLINE_PATH } from "../../../src/offline/offline.ts";

export const KEY = "sk-offline-test";

/** The stand-ins behind a real HTTP server. */
export interface StandIn {
  /** `http://127.0.0.1:<port>/__chatkit/offline/` */
  readonly url: string;
  /** The official SDK, which asks the stand-in. */
  readonly client: OpenAI;
  /** Questions that no script matched. */
  readonly unmatched: () => readonly string[];
  /** What a person would be told. */
  readonly warnings: readonly string[];
  close(): Promise<void>;
}

/**
 * @param model what answers; by default it repeats the question, and null is scripts
 * @param scripts where the app's own scripts are, and whether there are no others
 */
export async function startStandIn(
  model: ScriptedModel | null = modelOf(echo),
  { cwd = import.meta.dirname, strict = false } = {},
): Promise<StandIn> {
  const warnings: string[] = [];
  const offline = createOffline(
    {
      cwd,
      speed: "instant",
      strict,
      onWarning: (message) => warnings.push(message),
    },
    model ?? undefined,
  );
  const server = createServer((request, response) => offline.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}${OFFLINE_PATH}`;
  return {
    url,
    client: new OpenAI({ apiKey: KEY, baseURL: `${url}v1`, maxRetries: 0 }),
    unmatched: offline.unmatched,
    warnings,
    close: async () => {
      await offline.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A model that answers what a function says, word by word. */
export function modelOf(answer: (question: Question) => Answer): ScriptedModel {
  return {
    answer: (question) => ({ answer: answer(question), fixture: "test" }),
    unmatched: () => [],
    async *stream(text) {
      yield* text.split(/(?<= )/);
    },
  };
}

function echo({ instructions, text, turn }: Question): Answer {
  return instructions ? { text: `About ${text}` } : { text: `You said ${text} in turn ${turn}.` };
}
