import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { CHAT_COMPLETION, sendChatCompletion } from "./chat-completions.ts";
import {
  type Failure,
  fail,
  type LocalServer,
  listen,
  readBody,
  sendJson,
  sendOpenAiError,
} from "./http.ts";

/*
 * A scripted Responses API. The package @copilotkit/aimock was tried first and does not fit: it
 * drops images and files from the input before a fixture can look at them, and its events carry
 * no `sequence_number`.
 */

const PART = z.looseObject({ type: z.string(), text: z.string().optional() });
const INPUT_ITEM = z.looseObject({
  type: z.string().optional(),
  role: z.string().optional(),
  content: z.union([z.string(), z.array(PART)]).optional(),
  call_id: z.string().optional(),
  name: z.string().optional(),
  output: z.unknown().optional(),
});
const TOOL = z.looseObject({
  type: z.string(),
  name: z.string().optional(),
  parameters: z
    .looseObject({
      properties: z.record(z.string(), z.looseObject({})).optional(),
      required: z.array(z.string()).optional(),
    })
    .nullish(),
});
const CREATE = z.looseObject({
  model: z.string(),
  instructions: z.string().nullish(),
  input: z.union([z.string(), z.array(INPUT_ITEM)]),
  tools: z.array(TOOL).nullish(),
  tool_choice: z.unknown().optional(),
  stream: z.boolean().nullish(),
});

export type CreateResponse = z.infer<typeof CREATE>;
type InputItem = z.infer<typeof INPUT_ITEM>;

/** A request for a response, and whether its reader left before the end. */
export interface ModelRequest {
  readonly api: "responses" | "chat_completions";
  /** What was asked, as a request of the Responses API. */
  readonly body: CreateResponse;
  readonly authorization: string | undefined;
  /** Why the model chose what it did, for messages of failing tests. */
  readonly reply: Reply;
  aborted: boolean;
}

/** What the scripted model answers. */
export type Reply =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "slow" }
  | { readonly kind: "call"; readonly name: string; readonly args: Record<string, unknown> };

/** A stand-in for the model behind self-hosted apps. */
export interface ResponsesServer extends LocalServer {
  /** What an app is given as `OPENAI_BASE_URL`. */
  readonly baseUrl: string;
  readonly requests: readonly ModelRequest[];
  /** Makes every request fail in this way, until it is told null. */
  failWith(failure: Failure | null): void;
}

/** Words of the user that make the model call a tool, in this order. */
const TRIGGERS: readonly (readonly [
  tool: string,
  pattern: RegExp,
  args: (match: RegExpExecArray) => Record<string, unknown>,
])[] = [
  [
    "get_weather",
    /\bweather\b[\s\S]*?\b(London|Paris|Tokyo|Nairobi|Lima)\b/,
    ([, city]) => ({ city }),
  ],
  ["ask_travel_plans", /\bplan a trip\b/i, () => ({})],
  [
    "show_gallery",
    /\bgallery\b(?:.*\b(confirmation|table|profile|form|story)\b)?/,
    ([, widget]) => (widget ? { widget } : {}),
  ],
  ["recall_facts", /\bknow about me\b/i, () => ({})],
  ["save_fact", /\bremember (?:that )?(.+)/i, ([, fact]) => ({ fact })],
  ["switch_theme", /\b(dark|light)\b/i, ([, theme = ""]) => ({ theme: theme.toLowerCase() })],
];

/**
 * Starts the scripted model. Without a script it repeats what it was told and names the pictures
 * and files that it was given, so that a test can see what reached the model.
 * "slow" gives a text that goes on until the reader leaves.
 */
export async function startResponses(known: { readonly apiKey: string }): Promise<ResponsesServer> {
  const requests: ModelRequest[] = [];
  let failure: Failure | null = null;
  const server = await listen(async (request, response) => {
    const path = new URL(request.url ?? "/", "http://model").pathname;
    const id = { "x-request-id": `req_${randomUUID().replaceAll("-", "")}` };
    const bytes = await readBody(request);
    if (failure) return fail(failure, response, id);
    if (request.headers.authorization !== `Bearer ${known.apiKey}`)
      return fail("unauthorized", response, id);
    if (request.method === "POST" && path === "/v1/audio/transcriptions")
      return sendJson(response, 200, { text: "dictated words" }, id);
    const isChat = path === "/v1/chat/completions";
    if (request.method !== "POST" || !(isChat || path === "/v1/responses"))
      return sendOpenAiError(
        response,
        404,
        { message: `Invalid URL (${request.method} ${path})` },
        id,
      );
    const schema = isChat ? CHAT_COMPLETION.pipe(CREATE) : CREATE;
    const parsed = schema.safeParse(JSON.parse(bytes.toString("utf8")));
    if (!parsed.success)
      return sendOpenAiError(response, 400, { message: parsed.error.message }, id);
    const recorded: ModelRequest = {
      api: isChat ? "chat_completions" : "responses",
      body: parsed.data,
      authorization: request.headers.authorization,
      reply: choose(parsed.data),
      aborted: false,
    };
    requests.push(recorded);
    response.on("close", () => {
      recorded.aborted = !response.writableFinished;
    });
    if (isChat) {
      const stall = (send: (word: string) => void) => speakUntilLeft(response, request, send);
      await sendChatCompletion({ response, ...recorded, stall });
      return;
    }
    await respond(recorded, request, response);
  });
  return {
    ...server,
    baseUrl: `${server.origin}/v1`,
    requests,
    failWith: (next) => {
      failure = next;
    },
  };
}

interface Turn {
  /** What the user said since the model last spoke, as one text with its files. */
  readonly said: string;
  /** The last of it. */
  readonly asked: string;
  /** Results of tools that came afterwards. */
  readonly outputs: readonly InputItem[];
}

function lastTurn(body: CreateResponse): Turn {
  if (typeof body.input === "string") return { said: body.input, asked: body.input, outputs: [] };
  const spoke = body.input.findLastIndex((item) => item.role === "assistant");
  const turn = body.input.slice(spoke + 1);
  const texts = turn
    .filter((item) => item.role === "user")
    .map((item) =>
      typeof item.content === "string" ? item.content : (item.content ?? []).map(tell).join(" "),
    );
  const lastUser = turn.findLastIndex((item) => item.role === "user");
  const outputs = turn.slice(lastUser + 1).filter((item) => item.type === "function_call_output");
  // The Python SDK explains mentions in a message of its own, after the one that has them.
  const own = texts.findLastIndex((one) => !one.startsWith("# User-provided context"));
  return { said: texts.join(" "), asked: texts.slice(own).join(" "), outputs };
}

function tell(part: z.infer<typeof PART>): string {
  if (part.type === "input_image") {
    const type = /^data:([^;]+);base64,(.+)$/s.exec(String(part.image_url));
    return type
      ? `[image ${type[1]}, ${Buffer.from(type[2] ?? "", "base64").length} bytes]`
      : `[image at ${part.image_url}]`;
  }
  if (part.type === "input_file") return `[file ${part.filename}]`;
  return part.text ?? `[${part.type}]`;
}

function choose(body: CreateResponse): Reply {
  const { said, asked, outputs } = lastTurn(body);
  const tools = new Map((body.tools ?? []).map((tool) => [tool.name, tool]));
  const output = outputs.at(-1);
  if (output) return { kind: "text", text: `The tool answered: ${text(output.output)}` };
  const forced = (body.tool_choice as { name?: string } | null)?.name;
  for (const [name, pattern, args] of TRIGGERS) {
    const match = pattern.exec(asked);
    const tool = tools.get(name);
    if (!tool || !match || (forced && forced !== name)) continue;
    return { kind: "call", name, args: argumentsFor(args(match), tool) };
  }
  if (forced) {
    const tool = tools.get(forced);
    if (tool)
      return {
        kind: "call",
        name: forced,
        args: argumentsFor({ query: asked, city: asked }, tool),
      };
  }
  if (tools.size === 0 && /\btitle\b/i.test(body.instructions ?? ""))
    return { kind: "text", text: `About ${said.split(/\s+/).slice(0, 4).join(" ")}` };
  if (/\bslow\b/i.test(asked)) return { kind: "slow" };
  return { kind: "text", text: `You said: ${said}` };
}

const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** Only the arguments that the tool takes; a required one that is missing gets a plain value. */
function argumentsFor(
  args: Record<string, unknown>,
  tool: z.infer<typeof TOOL>,
): Record<string, unknown> {
  const { properties = {}, required = [] } = tool.parameters ?? {};
  const known = Object.entries(args).filter(([name]) => name in properties);
  const missing = required.filter((name) => !(name in args));
  return Object.fromEntries([
    ...known,
    ...missing.map((name) => {
      const { enum: choices, type } = properties[name] ?? {};
      const value = Array.isArray(choices) ? choices[0] : type === "string" ? "x" : null;
      return [name, value];
    }),
  ]);
}

async function respond(
  recorded: ModelRequest,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { reply, body } = recorded;
  const id = `resp_${randomUUID().replaceAll("-", "")}`;
  const envelope = (status: string, output: readonly object[]) => ({
    id,
    object: "response",
    created_at: Math.floor(Date.now() / 1000),
    status,
    background: false,
    error: null,
    incomplete_details: null,
    instructions: body.instructions ?? null,
    max_output_tokens: null,
    model: body.model,
    output,
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: { effort: null, summary: null },
    store: true,
    temperature: 1,
    text: { format: { type: "text" } },
    tool_choice: "auto",
    tools: body.tools ?? [],
    top_p: 1,
    truncation: "disabled",
    usage:
      status === "completed"
        ? {
            input_tokens: 10,
            input_tokens_details: { cached_tokens: 0 },
            output_tokens: 5,
            output_tokens_details: { reasoning_tokens: 0 },
            total_tokens: 15,
          }
        : null,
    metadata: {},
  });
  const item = outputOf(reply);
  if (!body.stream) {
    sendJson(response, 200, envelope("completed", [item]));
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  let sequence = 0;
  const send = (type: string, more: object) =>
    response.write(
      `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence++, ...more })}\n\n`,
    );
  const at = { item_id: item.id, output_index: 0 };
  send("response.created", { response: envelope("in_progress", []) });
  send("response.in_progress", { response: envelope("in_progress", []) });
  if (item.type === "function_call") {
    send("response.output_item.added", {
      output_index: 0,
      item: { ...item, status: "in_progress", arguments: "" },
    });
    send("response.function_call_arguments.delta", { ...at, delta: item.arguments });
    send("response.function_call_arguments.done", {
      ...at,
      name: item.name,
      arguments: item.arguments,
    });
  } else {
    const part = item.content[0];
    const place = { ...at, content_index: 0 };
    send("response.output_item.added", {
      output_index: 0,
      item: { ...item, status: "in_progress", content: [] },
    });
    send("response.content_part.added", { ...place, part: { ...part, text: "" } });
    if (reply.kind === "slow") {
      await speakUntilLeft(response, request, (delta) =>
        send("response.output_text.delta", { ...place, delta, logprobs: [] }),
      );
    }
    for (const delta of part.text.match(/\S+\s*/g) ?? [])
      send("response.output_text.delta", { ...place, delta, logprobs: [] });
    send("response.output_text.done", { ...place, text: part.text, logprobs: [] });
    send("response.content_part.done", { ...place, part });
  }
  send("response.output_item.done", { output_index: 0, item });
  send("response.completed", { response: envelope("completed", [item]) });
  response.end();
}

/** Sends a word every 50 ms until the reader closes the connection. */
async function speakUntilLeft(
  response: ServerResponse,
  request: IncomingMessage,
  send: (word: string) => void,
): Promise<void> {
  for (let word = 1; !response.destroyed && !request.socket.destroyed; word++) {
    send(`word${word} `);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function outputOf(reply: Reply) {
  const id = randomUUID().replaceAll("-", "");
  if (reply.kind === "call")
    return {
      id: `fc_${id}`,
      type: "function_call" as const,
      status: "completed",
      call_id: `call_${id}`,
      name: reply.name,
      arguments: JSON.stringify(reply.args),
    };
  const part = {
    type: "output_text",
    text: reply.kind === "text" ? reply.text : "",
    annotations: [],
    logprobs: [],
  };
  return {
    id: `msg_${id}`,
    type: "message" as const,
    status: "completed",
    role: "assistant",
    content: [part] as const,
  };
}
