import { mkdir } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { createMask } from "../../dev/observe/mask.ts";
import { proxyFor } from "../../openai/proxy.ts";
import { replaceFile } from "../../project/replace-file.ts";
import { FIXTURES_DIRECTORY } from "../model/fixtures/fixture-files.ts";
import { createConversations, isConversation } from "./conversations.ts";
import { type Exchange, fixturesOfExchanges } from "./fixtures-of-exchanges.ts";
import { passOn } from "./pass-on.ts";
import { withoutSecrets } from "./without-secrets.ts";

export interface RecorderOptions {
  /** Directory of the app, whose `chatkit/fixtures` are written to. */
  readonly cwd: string;
  /** The API that is asked in truth, with its version. */
  readonly baseURL: string;
  /** Asks it; by default as the shell's proxy variables say. */
  readonly fetch?: typeof fetch;
  readonly onWarning: (message: string, hint: string | null) => void;
  /** Known secrets, which are masked wherever they stand; asked anew each time. */
  readonly secrets: () => readonly string[];
}

/** Stands between an app and its model, and keeps what they say as fixtures. */
export interface Recorder {
  /** Passes a request on; what follows `/v1` in its path is asked of the API. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** @returns the file with all that was recorded in this run, or null where nothing was */
  save(): Promise<string | null>;
}

/**
 * Makes a recorder. What it heard is written at the end of each turn, whole or not at all.
 */
export function createRecorder(options: RecorderOptions): Recorder {
  const { cwd, onWarning, secrets } = options;
  const baseURL = options.baseURL.replace(/\/+$/, "");
  const mask = createMask(secrets);
  const conversations = createConversations();
  const exchanges: Exchange[] = [];
  const file = `${FIXTURES_DIRECTORY}/recorded-${timestamp(new Date())}.json`;
  let written = 0;
  let writing: Promise<void> = Promise.resolve();

  const write = async () => {
    if (exchanges.length === written) return;
    const count = exchanges.length;
    const fixtures = withoutSecrets(fixturesOfExchanges(exchanges), mask);
    await mkdir(join(cwd, FIXTURES_DIRECTORY), { recursive: true });
    await replaceFile({
      path: join(cwd, file),
      contents: `${JSON.stringify(fixtures, null, 2)}\n`,
    });
    written = count;
  };
  /** One after another, so that an older state never replaces a newer one. */
  const writeInTurn = () => {
    const next = writing.then(write);
    // Whoever asked for it is told; the next one tries again.
    writing = next.catch(() => undefined);
    return next;
  };

  const pass = async (request: IncomingMessage, response: ServerResponse) => {
    const asked = (request.url ?? "").replace(/^.*?\/v1(?=[/?]|$)/, "");
    const [path = ""] = asked.split("?");
    const isHeard = request.method === "POST" && isConversation(path);
    const body = isHeard ? await buffer(request) : undefined;
    const parts: Uint8Array[] = [];
    const url = `${baseURL}${asked}`;
    const send = options.fetch ?? (await proxyFor(url))?.fetch ?? fetch;
    const onPart = (part: Uint8Array) => {
      if (isHeard) parts.push(part);
    };
    const status = await passOn({ request, response, url, fetch: send, body, onPart });
    if (!body || status !== 200) return;
    const answer = Buffer.concat(parts).toString("utf8");
    const exchange = conversations.hear(path, body.toString("utf8"), answer);
    if (!exchange) return;
    exchanges.push(exchange);
    const isEndOfTurn = (exchange.answer.toolCalls ?? []).length === 0;
    if (!isEndOfTurn) return;
    await writeInTurn().catch((error: unknown) => {
      onWarning(`What was said could not be recorded: ${wordsOf(error)}`, null);
    });
  };

  return {
    handle(request, response) {
      pass(request, response).catch((error: unknown) => fail(response, mask.words(wordsOf(error))));
    },
    async save() {
      await writeInTurn();
      return written > 0 ? file : null;
    },
  };
}

/** `2026-11-21T19-05-30`, which every file system takes. */
function timestamp(now: Date): string {
  return now.toISOString().slice(0, 19).replaceAll(":", "-");
}

/** Tells the app, as OpenAI would, that nobody was reached; an answer that had begun breaks off. */
function fail(response: ServerResponse, reason: string): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const message = `chatkit dev --record could not reach the API: ${reason}`;
  const error = { message, type: "server_error", param: null, code: "api_unreachable" };
  response.writeHead(502, { "content-type": "application/json" });
  response.end(JSON.stringify({ error }));
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
