import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { z } from "zod";
import { sendJson, sendOpenAiError } from "./http.ts";

const INPUT = z.object({
  content: z.array(z.object({ type: z.string(), text: z.string() }).loose()),
  attachments: z.array(z.string()),
  inference_options: z.object({}).loose(),
});
const threadId = z.string();
const REQUEST = z.discriminatedUnion("type", [
  z.object({ type: z.literal("threads.create"), params: z.object({ input: INPUT }) }),
  z.object({
    type: z.literal("threads.add_user_message"),
    params: z.object({ thread_id: threadId, input: INPUT }),
  }),
  z.object({
    type: z.literal("threads.add_client_tool_output"),
    params: z.object({ thread_id: threadId, result: z.unknown() }),
  }),
  z.object({
    type: z.literal("threads.retry_after_item"),
    params: z.object({ thread_id: threadId, item_id: z.string() }),
  }),
  z.object({ type: z.literal("threads.get_by_id"), params: z.object({ thread_id: threadId }) }),
  z.object({ type: z.literal("threads.list"), params: z.object({}).loose() }),
  z.object({
    type: z.literal("threads.update"),
    params: z.object({ thread_id: threadId, title: z.string() }),
  }),
  z.object({ type: z.literal("threads.delete"), params: z.object({ thread_id: threadId }) }),
  z.object({ type: z.literal("items.feedback"), params: z.object({}).loose() }),
]);

interface Item {
  readonly id: string;
  readonly type: string;
  readonly [key: string]: unknown;
}

interface Thread {
  readonly id: string;
  readonly user: string;
  readonly created_at: string;
  title?: string;
  items: Item[];
}

/**
 * The chats behind a hosted workflow, for the offline element only: OpenAI's own conversation endpoint
 * is not public, so this is the public self-hosted protocol behind a client secret.
 * The "workflow" repeats what it was told; asked for a dark or light theme it calls `switch_theme`,
 * asked to remember something it calls `record_fact`.
 */
export class FakeConversations {
  readonly #threads = new Map<string, Thread>();

  /** Answers one request of the element for a user. */
  answer(user: string, body: unknown, response: ServerResponse) {
    const parsed = REQUEST.safeParse(body);
    if (!parsed.success) return sendOpenAiError(response, 400, { message: parsed.error.message });
    const request = parsed.data;
    const wanted = (request.params as { thread_id?: string }).thread_id;
    const thread = wanted ? this.#threads.get(wanted) : undefined;
    if (wanted && thread?.user !== user)
      return sendOpenAiError(response, 404, { message: "Thread not found." });
    switch (request.type) {
      case "threads.list": {
        const own = [...this.#threads.values()].filter((one) => one.user === user).reverse();
        return sendJson(response, 200, {
          data: own.map((one) => ({ ...wire(one), items: page([]) })),
          has_more: false,
        });
      }
      case "items.feedback":
        return sendJson(response, 200, {});
      case "threads.create": {
        const created: Thread = {
          id: `cthr_${randomUUID()}`,
          user,
          created_at: new Date().toISOString(),
          items: [],
        };
        this.#threads.set(created.id, created);
        const stream = openStream(response);
        stream({ type: "thread.created", thread: { ...wire(created), items: page([]) } });
        return this.#userMessage(created, request.params.input, stream, response);
      }
    }
    if (!thread) throw new Error(`${request.type} needs a thread`);
    switch (request.type) {
      case "threads.get_by_id":
        return sendJson(response, 200, { ...wire(thread), items: page(thread.items) });
      case "threads.update":
        thread.title = request.params.title;
        return sendJson(response, 200, { ...wire(thread), items: page([]) });
      case "threads.delete":
        this.#threads.delete(thread.id);
        return sendJson(response, 200, {});
      case "threads.add_user_message":
        return this.#userMessage(thread, request.params.input, openStream(response), response);
      case "threads.retry_after_item": {
        const at = thread.items.findIndex(({ id }) => id === request.params.item_id);
        thread.items = thread.items.slice(0, at + 1);
        const stream = openStream(response);
        say(thread, "Said again by the workflow.", stream);
        response.end();
        return;
      }
      case "threads.add_client_tool_output": {
        const call = thread.items.at(-1);
        if (call?.type !== "client_tool_call" || call.status !== "pending")
          return sendOpenAiError(response, 400, { message: "No pending client tool call." });
        thread.items[thread.items.length - 1] = {
          ...call,
          status: "completed",
          output: request.params.result,
        };
        say(
          thread,
          `The page answered ${JSON.stringify(request.params.result)}.`,
          openStream(response),
        );
        response.end();
      }
    }
  }

  #userMessage(
    thread: Thread,
    input: z.infer<typeof INPUT>,
    stream: Stream,
    response: ServerResponse,
  ): void {
    const message = item(thread, "user_message", {
      content: input.content,
      attachments: [],
      inference_options: input.inference_options,
    });
    stream({ type: "thread.item.done", item: message });
    const text = input.content.map((part) => part.text).join("");
    const theme = /\b(dark|light)\b/i.exec(text)?.[1]?.toLowerCase();
    const fact = /\bremember\b(.*)/i.exec(text)?.[1]?.trim();
    if (theme) call(thread, "switch_theme", { theme }, stream);
    else if (fact) call(thread, "record_fact", { fact_id: "fact_1", fact_text: fact }, stream);
    else say(thread, `The workflow heard: ${text}`, stream);
    response.end();
  }
}

type Stream = (event: object) => void;

const page = (data: readonly Item[]) => ({ data, has_more: false });

function wire({ id, created_at, title }: Thread) {
  return { id, created_at, ...(title ? { title } : {}), status: { type: "active" }, metadata: {} };
}

function openStream(response: ServerResponse): Stream {
  response.writeHead(200, { "content-type": "text/event-stream" });
  return (event) => {
    response.write(`data: ${JSON.stringify(event)}\n\n`);
  };
}

function item(thread: Thread, type: string, more: object): Item {
  const made = {
    id: `cthi_${randomUUID()}`,
    thread_id: thread.id,
    created_at: new Date().toISOString(),
    type,
    ...more,
  };
  thread.items.push(made);
  return made;
}

function say(thread: Thread, text: string, stream: Stream): void {
  const part = { type: "output_text", text, annotations: [] };
  stream({
    type: "thread.item.done",
    item: item(thread, "assistant_message", { content: [part] }),
  });
}

function call(thread: Thread, name: string, args: object, stream: Stream): void {
  stream({
    type: "thread.item.done",
    item: item(thread, "client_tool_call", {
      status: "pending",
      call_id: `call_${randomUUID()}`,
      name,
      arguments: args,
    }),
  });
}
