import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type LocalServer, listen, readBody, sendOpenAiError } from "../helpers/http.ts";
import { type Output, speak } from "./model-script.ts";

/** What reached the model. */
export interface ModelRequest {
  readonly path: string;
  readonly body: { readonly model: string; readonly [key: string]: unknown };
}

/** A model that answers as it is told, through the Responses API or Chat Completions. */
export interface ScriptedModel extends LocalServer {
  readonly baseUrl: string;
  /** Says what a model of this name answers from now on, each time it is asked. */
  answer(model: string, answers: readonly (readonly Output[])[]): void;
  /** Takes the requests that came for a model since this was last asked. */
  takeRequests(model: string): ModelRequest[];
}

/** Starts the scripted model. It is asked more often than it has answers: that is a 500. */
export async function startScriptedModel(): Promise<ScriptedModel> {
  const scripts = new Map<string, (readonly Output[])[]>();
  let requests: ModelRequest[] = [];
  const server = await listen(async (request, response) => {
    const path = new URL(request.url ?? "/", "http://model").pathname;
    const body = JSON.parse((await readBody(request)).toString("utf8"));
    requests.push({ path, body });
    const outputs = scripts.get(body.model)?.shift();
    if (!outputs || outputs.some((output) => "fails" in output && output.fails === "status"))
      return sendOpenAiError(response, 500, { message: "The server had an error." });
    response.writeHead(200, { "content-type": "text/event-stream" });
    if (path.endsWith("/chat/completions")) return sendChunks(outputs, response, body.model);
    await sendEvents(outputs, response, body.model);
  });
  return {
    ...server,
    baseUrl: `${server.origin}/v1`,
    answer: (model, answers) => scripts.set(model, [...answers]),
    takeRequests: (model) => {
      const taken = requests.filter(({ body }) => body.model === model);
      requests = requests.filter(({ body }) => body.model !== model);
      return taken;
    },
  };
}

async function sendEvents(
  outputs: readonly Output[],
  response: ServerResponse,
  model: string,
): Promise<void> {
  let number = 0;
  const send = ({ type, ...event }: { type: string; [key: string]: unknown }) =>
    response.write(
      `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: number++, ...event })}\n\n`,
    );
  const output: object[] = [];
  const failure = outputs.find((entry) => "fails" in entry)?.fails;
  send({ type: "response.created", response: envelope("in_progress", [], model) });
  send({ type: "response.in_progress", response: envelope("in_progress", [], model) });
  for (const event of speak(outputs, output)) {
    if ("pause" in event && typeof event.pause === "number") await sleep(event.pause);
    else send(event as { type: string });
  }
  if (failure === "reset") {
    // What was said so far has to get there first.
    await sleep(200);
    response.socket?.resetAndDestroy();
    return;
  }
  const status = failure ?? "completed";
  send({ type: `response.${status}`, response: envelope(status, output, model) });
  response.end();
}

function envelope(status: string, output: readonly object[], model: string) {
  const usage = {
    input_tokens: 10,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 5,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 15,
  };
  return {
    id: "resp_scripted",
    object: "response",
    created_at: 1_700_000_000,
    status,
    background: false,
    error: status === "failed" ? { code: "server_error", message: "The model broke." } : null,
    incomplete_details: status === "incomplete" ? { reason: "max_output_tokens" } : null,
    instructions: null,
    max_output_tokens: null,
    model,
    output,
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: { effort: null, summary: null },
    store: true,
    temperature: 1,
    text: { format: { type: "text" } },
    tool_choice: "auto",
    tools: [],
    top_p: 1,
    truncation: "disabled",
    usage: status === "in_progress" ? null : usage,
    metadata: {},
  };
}

/** Chat Completions know texts and calls: https://platform.openai.com/docs/api-reference/chat-streaming */
function sendChunks(outputs: readonly Output[], response: ServerResponse, model: string): void {
  const send = (delta: object, finish_reason: string | null = null) => {
    const choices = [{ index: 0, delta, finish_reason, logprobs: null }];
    const chunk = { id: "chatcmpl_1", object: "chat.completion.chunk", created: 1_700_000_000 };
    response.write(`data: ${JSON.stringify({ ...chunk, model, choices })}\n\n`);
  };
  let finish = "stop";
  send({ role: "assistant", content: "" });
  for (const entry of outputs) {
    if ("parts" in entry) {
      for (const part of entry.parts) {
        const key = "text" in part ? "content" : "refusal";
        for (const piece of "text" in part ? part.text : part.refusal) send({ [key]: piece });
      }
    }
    if ("call" in entry) {
      finish = "tool_calls";
      const called = { name: entry.call, arguments: JSON.stringify(entry.args) };
      send({ tool_calls: [{ index: 0, id: "call_1", type: "function", function: called }] });
    }
  }
  send({}, finish);
  response.write("data: [DONE]\n\n");
  response.end();
}
