import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type ServerType, serve } from "@hono/node-server";
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";

type Json = Record<string, unknown>;
type Refusal = { readonly status: 401 | 404 | 429 | 500; code?: string; message?: string };
type Answer = { readonly item: Json } | Refusal;

/** A request that reached the model. */
export interface ModelRequest extends Json {
  readonly input: readonly Json[];
  readonly model: string;
}

/** A local server that answers as OpenAI's Responses API does, with what a test tells it to say. */
export class ScriptedModel {
  /** The requests for answers, as they came. */
  readonly requests: ModelRequest[] = [];
  /** The keys that came with them. */
  readonly keys: (string | undefined)[] = [];
  /** What the title of every thread is. */
  title = "A title";
  /** How long a title takes, in milliseconds. */
  titleMs = 0;
  /** Whether the model falls silent after its first word. */
  isSlow = false;
  /** Whether the model gives everything the same id, as some providers do. */
  hasOneId = false;
  readonly #answers: Answer[] = [];
  readonly #server: ServerType;

  private constructor(server: ServerType) {
    this.#server = server;
  }

  static async start(): Promise<ScriptedModel> {
    const app = new Hono();
    const server = await new Promise<ServerType>((resolve) => {
      const started = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, () =>
        resolve(started),
      );
    });
    const model = new ScriptedModel(server);
    app.post("/v1/responses", async (c) => {
      const body = await c.req.json();
      if (!body.stream) {
        await sleep(model.titleMs, undefined, { signal: c.req.raw.signal }).catch(() => undefined);
        return c.json(response(body, [message("msg_title", model.title)]));
      }
      model.requests.push(body);
      model.keys.push(c.req.header("Authorization"));
      const answer = model.#answers.shift() ?? { item: message("msg_0", "Hm.") };
      if ("status" in answer) {
        const { status, code = null, message: words = "No." } = answer;
        const error = { message: words, type: "error", param: null, code };
        return c.json({ error }, status, { "x-request-id": "req_1", "Retry-After": "60" });
      }
      return streamSSE(c, async (stream) => {
        for (const [number, event] of events(body, answer.item).entries()) {
          const data = JSON.stringify({ ...event, sequence_number: number });
          await stream.writeSSE({ event: event.type, data });
          if (model.isSlow && event.type === "response.output_text.delta") {
            await sleep(60_000, undefined, { signal: c.req.raw.signal }).catch(() => undefined);
          }
        }
      });
    });
    app.post("/v1/audio/transcriptions", async (c) => {
      const form = await c.req.formData();
      return c.json({ text: `Heard ${form.get("model")}` });
    });
    return model;
  }

  /** What an app is given as OPENAI_BASE_URL. */
  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  /** Answers the next request with words. */
  say(text: string): void {
    const id = this.hasOneId ? "msg_1" : `msg_${randomUUID()}`;
    this.#answers.push({ item: message(id, text) });
  }

  /** Answers the next request with the call of a tool. */
  call(name: string, args: Json = {}): void {
    this.#answers.push({
      item: {
        id: `fc_${randomUUID()}`,
        type: "function_call",
        status: "completed",
        call_id: `call_${randomUUID()}`,
        name,
        arguments: JSON.stringify(args),
      },
    });
  }

  /** Refuses the next request. */
  fail(status: Refusal["status"], more: Omit<Refusal, "status"> = {}): void {
    this.#answers.push({ status, ...more });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      if ("closeAllConnections" in this.#server) {
        this.#server.closeAllConnections();
      }
    });
  }
}

function message(id: string, text: string): Json {
  const part = { type: "output_text", text, annotations: [] };
  return { id, type: "message", role: "assistant", status: "completed", content: [part] };
}

function events(body: Json, item: Json): { type: string }[] {
  const at = { output_index: 0, item_id: item.id };
  const added = (more: Json) => ({
    type: "response.output_item.added",
    output_index: 0,
    item: { ...item, status: "in_progress", ...more },
  });
  const [part] = (item.content as { text: string }[] | undefined) ?? [];
  const spoken = part && {
    before: [
      added({ content: [] }),
      {
        type: "response.content_part.added",
        ...at,
        content_index: 0,
        part: { ...part, text: "" },
      },
    ],
    words: part.text.split(/(?<= )/).map((delta) => ({
      type: "response.output_text.delta",
      ...at,
      content_index: 0,
      delta,
      logprobs: [],
    })),
    after: [
      {
        type: "response.output_text.done",
        ...at,
        content_index: 0,
        text: part.text,
        logprobs: [],
      },
      { type: "response.content_part.done", ...at, content_index: 0, part },
    ],
  };
  return [
    { type: "response.created", response: response(body, []) },
    ...(spoken
      ? [...spoken.before, ...spoken.words, ...spoken.after]
      : [
          added({ arguments: "" }),
          {
            type: "response.function_call_arguments.done",
            ...at,
            name: item.name,
            arguments: item.arguments,
          },
        ]),
    { type: "response.output_item.done", output_index: 0, item },
    { type: "response.completed", response: response(body, [item]) },
  ] as { type: string }[];
}

function response(body: Json, output: Json[]): Json {
  return {
    id: `resp_${randomUUID()}`,
    object: "response",
    created_at: 1,
    status: output.length > 0 ? "completed" : "in_progress",
    model: body.model,
    output,
    parallel_tool_calls: true,
    tool_choice: "auto",
    tools: [],
    usage: {
      input_tokens: 1,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 1,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 2,
    },
  };
}
