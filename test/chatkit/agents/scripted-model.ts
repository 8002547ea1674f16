import type { ServerResponse } from "node:http";
import { type LocalServer, listen, readBody } from "../../helpers/http.ts";

/** A piece of an answer: an event, or something to wait for before the next. */
export type Piece = object | (() => Promise<unknown>);

/** What a scripted model was asked. */
export interface Asked {
  readonly path: string;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the API that it is about.
  readonly body: any;
  /** Resolves when the connection closes; tells whether the answer had been given whole. */
  readonly closed: Promise<{ whole: boolean }>;
}

export interface ScriptedModel extends LocalServer {
  /** What a client is given as `baseURL`. */
  readonly baseUrl: string;
  readonly asked: readonly Asked[];
  /** Puts answers into the queue, one for each request to come. */
  answer(...answers: readonly (readonly Piece[])[]): void;
  /** Forgets what it was asked, and the answers that were not needed. */
  reset(): void;
}

/** Serves the Responses API and Chat Completions, event by event as a test says. */
export async function startScriptedModel(): Promise<ScriptedModel> {
  const asked: Asked[] = [];
  const answers: (readonly Piece[])[] = [];
  const server = await listen(async (request, response) => {
    const body = JSON.parse((await readBody(request)).toString("utf8"));
    const path = new URL(request.url ?? "/", "http://model").pathname;
    const closed = new Promise<{ whole: boolean }>((resolve) => {
      response.on("close", () => resolve({ whole: response.writableFinished }));
    });
    asked.push({ path, body, closed });
    const answer = answers.shift();
    if (!answer) throw new Error(`No answer is left for request ${asked.length}.`);
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    await send(answer, response);
    if (path.endsWith("/chat/completions")) response.write("data: [DONE]\n\n");
    response.end();
  });
  return {
    ...server,
    baseUrl: `${server.origin}/v1`,
    asked,
    answer: (...more) => {
      answers.push(...more);
    },
    reset: () => {
      asked.length = 0;
      answers.length = 0;
    },
  };
}

async function send(answer: readonly Piece[], response: ServerResponse): Promise<void> {
  let sequence_number = 0;
  for (const piece of answer) {
    if (typeof piece === "function") {
      await piece();
      continue;
    }
    const event = { ...piece, sequence_number: sequence_number++ };
    const { type } = event as { type?: string };
    response.write(`${type ? `event: ${type}\n` : ""}data: ${JSON.stringify(event)}\n\n`);
  }
}
