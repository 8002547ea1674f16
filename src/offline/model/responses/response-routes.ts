import { Hono } from "hono";
import { readJson } from "../../api/request-body.ts";
import { parseParameters } from "../../api/validation.ts";
import { failureOf } from "../failure.ts";
import type { Answer, ScriptedModel } from "../model.ts";
import { pause } from "../pace.ts";
import { questionOf } from "../question.ts";
import { eventStream } from "../server-sent-events.ts";
import { spoken, type TextFormat } from "../spoken.ts";
import { envelope, type ResponseState } from "./envelope.ts";
import { itemEvents, type ResponseEvent } from "./events.ts";
import { newId, type OutputItem, outputItems } from "./output.ts";
import {
  asInput,
  type CreateResponseRequest,
  createResponseRequest,
  type InputItem,
} from "./request.ts";
import { StoredResponses } from "./stored-responses.ts";

/** The Responses API: https://platform.openai.com/docs/api-reference/responses */
export function responseRoutes(model: ScriptedModel): Hono {
  const routes = new Hono();
  const stored = new StoredResponses();

  routes.post("/", async (c) => {
    const request = parseParameters(createResponseRequest, await readJson(c));
    const input = itemsOf(request);
    const before = [...stored.historyOf(request.previous_response_id), ...input];
    const { answer } = model.answer(questionOf({ ...request, input: before }));
    const speech: Speech = {
      model,
      request: { ...request, input: before },
      answer,
      keep: (id, response, output) => {
        if (request.store === false) return;
        const history = [...before, ...asInput(output)];
        stored.keep(id, { response, history, input });
      },
    };
    const { signal } = c.req.raw;
    // A failure with words before it is one of the stream; it began well.
    if (answer.error && !(request.stream && answer.text)) {
      await pause(answer.delayMs ?? 0, signal);
      throw failureOf(answer.error);
    }
    if (request.stream) return eventStream((left) => streamed(speech, left), signal);
    await pause(answer.delayMs ?? 0, signal);
    return c.json(whole(speech));
  });

  routes.get("/:id", (c) => c.json(stored.get(c.req.param("id")).response));
  routes.delete("/:id", (c) => {
    const id = c.req.param("id");
    stored.delete(id);
    return c.json({ id, object: "response", deleted: true });
  });
  routes.get("/:id/input_items", (c) => {
    const { input } = stored.get(c.req.param("id"));
    const data = input.map((item) => ({ id: newId("msg"), ...item })).toReversed();
    const ids = { first_id: data.at(0)?.id ?? null, last_id: data.at(-1)?.id ?? null };
    return c.json({ object: "list", data, ...ids, has_more: false });
  });
  return routes;
}

interface Speech {
  readonly model: ScriptedModel;
  readonly request: CreateResponseRequest;
  readonly answer: Answer;
  /** Keeps the finished response for whoever goes on from it. */
  readonly keep: (id: string, response: object, output: readonly OutputItem[]) => void;
}

function itemsOf({ input }: CreateResponseRequest): readonly InputItem[] {
  if (typeof input !== "string") return input ?? [];
  return [{ type: "message", role: "user", content: [{ type: "input_text", text: input }] }];
}

function begin(): Pick<ResponseState, "id" | "createdAt" | "error"> {
  return { id: newId("resp"), createdAt: Math.floor(Date.now() / 1000), error: null };
}

function whole({ request, answer, keep }: Speech): object {
  const output = outputItems(spoken(answer, formatOf(request)));
  const state = begin();
  const response = envelope(request, { ...state, status: "completed", output });
  keep(state.id, response, output);
  return response;
}

async function* streamed(
  { model, request, answer, keep }: Speech,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let sequence_number = 0;
  const written = ({ type, ...event }: ResponseEvent) =>
    `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence_number++, ...event })}\n\n`;
  const output = outputItems(spoken(answer, formatOf(request)));
  const state = begin();
  const response = envelope(request, { ...state, status: "in_progress", output: [] });
  yield written({ type: "response.created", response });
  yield written({ type: "response.in_progress", response });
  await pause(answer.delayMs ?? 0, signal);
  for (const [index, item] of output.entries()) {
    for await (const event of itemEvents(item, index, { model, signal })) yield written(event);
  }
  if (signal.aborted) return;
  if (answer.error) {
    const { code, message } = answer.error;
    const error = { code: code ?? "server_error", message };
    const failed = envelope(request, { ...state, status: "failed", output, error });
    yield written({ type: "response.failed", response: failed });
    return;
  }
  const completed = envelope(request, { ...state, status: "completed", output });
  keep(state.id, completed, output);
  yield written({ type: "response.completed", response: completed });
}

function formatOf({ text }: CreateResponseRequest): TextFormat {
  const { type = "text", schema = {} } = text?.format ?? {};
  return type === "json_schema" ? { type, schema } : { type };
}
