import { describe, expect, test } from "vitest";
import {
  CustomStreamError,
  StreamError,
} from "../../../../templates/+self-hosted+node/server/chatkit/errors.ts";
import type {
  ClientToolCallItem,
  ThreadStreamEvent,
} from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { delta, until } from "../../../chatkit/protocol/helpers/chat.ts";
import {
  type Conversation,
  type ConversationOptions,
  converse,
  type Handlers,
  message,
  said,
  shown,
} from "./conversation.ts";

const respond: Handlers["respond"] = async function* ({ thread, message }) {
  const words = message?.content.map(({ text }) => text).join("") ?? "";
  yield { type: "thread.item.done", item: said(thread.id, `${words} too`) };
};

/** Begins an answer, and goes on when it is let. */
function held() {
  let letGo = () => {};
  const free = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const handlers: Partial<Handlers> = {
    async *respond({ thread, signal }) {
      const item = said(thread.id, "");
      yield { type: "thread.item.added", item };
      yield delta(item.id, "So far");
      const aborted = new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
      await Promise.race([free, aborted]);
      yield { type: "thread.item.done", item: { ...item, content: said("", "All").content } };
    },
  };
  return { handlers, letGo: () => letGo() };
}

describe("a message", () => {
  test("begins a thread, and the next one goes on with it", async () => {
    const conversation = await converse({ handlers: { respond } });
    const { chat, asked, names } = conversation;
    const sending = chat.send({ ...message("One"), toolId: "t", modelId: "m", quotedText: "q" });
    expect(shown(conversation), "it is shown at once").toEqual(["You: One"]);
    expect(chat.state.turn.phase).toBe("waiting");
    await sending;
    await chat.send(message("Two"));
    expect(shown(conversation)).toEqual([
      "You: One",
      "Assistant: One too",
      "You: Two",
      "Assistant: Two too",
    ]);
    expect(chat.state.turn.phase).toBe("idle");
    expect(asked).toMatchObject([
      {
        type: "threads.create",
        params: {
          input: {
            content: [{ type: "input_text", text: "One" }],
            attachments: [],
            quoted_text: "q",
            inference_options: { model: "m", tool_choice: { id: "t" } },
          },
        },
      },
      { type: "threads.add_user_message", params: { thread_id: chat.state.thread?.id } },
    ]);
    expect(names()).toEqual([
      "ready",
      "thread.change",
      "response.start",
      "response.end",
      "response.start",
      "response.end",
    ]);
  });

  test("carries the locale of the page", async () => {
    const { chat, asked } = await converse({ handlers: { respond }, options: { locale: "de-DE" } });
    await chat.send(message("Hallo"));
    expect(asked[0]?.headers.get("accept-language")).toBe("de-DE");
    expect(asked[0]?.headers.get("content-type")).toBe("application/json");
  });

  test("can begin a new thread", async () => {
    const conversation = await converse({ handlers: { respond } });
    await conversation.chat.send(message("One"));
    await conversation.chat.send({ ...message("Two"), newThread: true });
    expect(shown(conversation)).toEqual(["You: Two", "Assistant: Two too"]);
    expect(conversation.asked.map(({ type }) => type)).toEqual([
      "threads.create",
      "threads.create",
    ]);
  });

  test("is something", async () => {
    const { chat, asked } = await converse();
    await chat.send(message(" "));
    await expect(chat.send({ content: [], attachments: [] })).rejects.toThrow("needs text");
    expect(asked).toHaveLength(1);
  });

  test("waits until an answer is there", async () => {
    const { handlers, letGo } = held();
    const { chat } = await converse({ handlers });
    const first = chat.send(message("One"));
    await expect(chat.send(message("Two"))).rejects.toThrow("while a response streams");
    letGo();
    await first;
    expect(chat.state.turn.phase).toBe("idle");
  });
});

describe("Stop", () => {
  test("keeps what came, ends the answer at the server, and lets the next message go", async () => {
    const { handlers } = held();
    const conversation = await converse({ handlers });
    const { chat, user, names, errors } = conversation;
    const sending = chat.send(message("Hi"));
    await until(() => shown(conversation).includes("Assistant: So far"));
    expect(chat.state.turn.allowCancel).toBe(true);
    chat.stop();
    await sending;
    expect(shown(conversation)).toEqual(["You: Hi", "Assistant: So far"]);
    expect(chat.state).toMatchObject({ turn: { phase: "idle" }, problem: null });
    expect(names().at(-1)).toBe("response.end");
    expect(errors()).toEqual([]);
    const threadId = chat.state.thread?.id ?? "";
    await until(async () =>
      (await user.items(threadId)).some((item) => item.type === "assistant_message"),
    );
  });
});

test("Stop works while a server says nothing, and the message can be sent again", async () => {
  let isSilent = true;
  const conversation = await converse({
    handlers: { respond },
    intercept: (send, request) =>
      isSilent
        ? new Promise((_, reject) => {
            request.signal.addEventListener("abort", () => reject(request.signal.reason));
          })
        : send(request),
  });
  const { chat } = conversation;
  const sending = chat.send(message("Hi"));
  expect(chat.state.turn).toMatchObject({ phase: "waiting", allowCancel: true });
  chat.stop();
  await sending;
  expect(shown(conversation)).toEqual(["You: Hi"]);
  expect(conversation.names()).toEqual(["ready"]);
  isSilent = false;
  await chat.retry(chat.state.items[0]?.id ?? "");
  expect(shown(conversation)).toEqual(["You: Hi", "Assistant: Hi too"]);
});

test("a server can forbid Stop", async () => {
  const { handlers, letGo } = held();
  const conversation = await converse({
    handlers: { ...handlers, streamOptions: () => ({ allow_cancel: false }) },
  });
  const sending = conversation.chat.send(message("Hi"));
  await until(() => shown(conversation).includes("Assistant: So far"));
  expect(conversation.chat.state.turn.allowCancel).toBe(false);
  letGo();
  await sending;
});

describe("an answer that fails", () => {
  const failing = (error: unknown): Handlers["respond"] =>
    // biome-ignore lint/correctness/useYield: it fails before it says anything
    async function* () {
      throw error;
    };

  test.each<[string, unknown, object]>([
    [
      "words of the app",
      new CustomStreamError("Out of ink"),
      { message: "Out of ink", allowRetry: false },
    ],
    ["a failure of the model", new StreamError(), { allowRetry: true }],
    ["a bug", new TypeError("x is not a function"), { allowRetry: true }],
  ])("%s is shown, and a failure is told to the page", async (_, error, problem) => {
    const { chat, errors } = await converse({ handlers: { respond: failing(error) } });
    await chat.send(message("Hi"));
    expect(chat.state.problem).toMatchObject(problem);
    const isFailure = !(error instanceof CustomStreamError);
    expect(errors()).toEqual(isFailure ? [chat.state.problem?.message] : []);
  });

  test("can be tried again", async () => {
    let count = 0;
    const conversation = await converse({
      handlers: {
        async *respond(turn) {
          count += 1;
          yield { type: "thread.item.done", item: said(turn.thread.id, `Try ${count}`) };
          if (count === 1) throw new StreamError();
        },
      },
    });
    const { chat, asked } = conversation;
    await chat.send(message("Hi"));
    await chat.retry(chat.state.items[0]?.id ?? "");
    expect(shown(conversation)).toEqual(["You: Hi", "Assistant: Try 2"]);
    expect(chat.state.problem).toBeNull();
    expect(asked[1]).toMatchObject({
      type: "threads.retry_after_item",
      params: { item_id: chat.state.items[0]?.id },
    });
  });
});

describe("a server that cannot be talked to", () => {
  const html = new Response("<html><h1>502</h1></html>", { status: 502 });
  const json = (status: number, body: object) => Response.json(body, { status });
  const plain = new Response("hello", { headers: { "content-type": "text/plain" } });
  const stream = (text: string) =>
    new Response(text, { headers: { "content-type": "text/event-stream" } });

  test.each<[string, () => Response | Error, RegExp, boolean]>([
    ["no answer", () => new TypeError("Failed to fetch"), /Failed to fetch/, true],
    ["a page of a proxy", () => html.clone(), /HTTP 502/, true],
    [
      "a refusal with words",
      () => json(400, { error: { code: "bad", message: "Too long.", hint: "Be brief." } }),
      /Too long\. Be brief\. \(HTTP 400\)/,
      false,
    ],
    [
      "a refusal of FastAPI",
      () => json(403, { detail: "Not yours" }),
      /Not yours \(HTTP 403\)/,
      false,
    ],
    ["too many requests", () => json(429, { error: { message: "Slow down" } }), /Slow down/, true],
    [
      "something that is no stream",
      () => plain.clone(),
      /text\/plain instead of text\/event-stream/,
      true,
    ],
    ["an event that is no JSON", () => stream("data: {oops\n\n"), /no JSON: \{oops/, true],
  ])("%s: the message stays, and can be sent again", async (_, answer, words, allowRetry) => {
    let isBroken = true;
    const conversation = await converse({
      handlers: { respond },
      intercept: async (send, request) => {
        if (!isBroken) return send(request);
        const given = answer();
        if (given instanceof Error) throw given;
        return given;
      },
    });
    const { chat, errors } = conversation;
    await chat.send(message("Hi"));
    expect(shown(conversation)).toEqual(["You: Hi"]);
    expect(chat.state.problem?.message).toMatch(words);
    expect(chat.state.problem?.allowRetry).toBe(allowRetry);
    expect(errors()).toEqual([chat.state.problem?.message]);
    isBroken = false;
    await chat.retry(chat.state.items[0]?.id ?? "");
    expect(shown(conversation)).toEqual(["You: Hi", "Assistant: Hi too"]);
    expect(chat.state.problem).toBeNull();
  });

  test("a stream that breaks off keeps what came", async () => {
    const conversation = await converse({
      handlers: { respond },
      intercept: async (send, request) => {
        const body = await (await send(request)).text();
        const bytes = new TextEncoder().encode(body);
        let isFirst = true;
        return new Response(
          new ReadableStream({
            pull(controller) {
              if (isFirst) controller.enqueue(bytes);
              else controller.error(new TypeError("network error"));
              isFirst = false;
            },
          }),
          { headers: { "content-type": "text/event-stream" } },
        );
      },
    });
    await conversation.chat.send(message("Hi"));
    expect(shown(conversation)).toEqual(["You: Hi", "Assistant: Hi too"]);
    expect(conversation.chat.state.problem).toMatchObject({
      title: "The answer broke off",
      allowRetry: true,
    });
    expect(conversation.names().at(-1)).toBe("response.end");
  });
});

describe("a client tool", () => {
  const call = (threadId: string, count: number): ClientToolCallItem => ({
    type: "client_tool_call",
    id: `tc_${count}`,
    thread_id: threadId,
    created_at: new Date().toISOString(),
    status: "pending",
    call_id: `call_${count}`,
    name: "look",
    arguments: { at: count },
  });

  /** Calls a tool so many times, and tells what it heard of the last one. */
  const calling = (times: number): { handlers: Partial<Handlers> } => {
    let count = 0;
    return {
      handlers: {
        async *respond({ thread, context }) {
          count += 1;
          if (count <= times) {
            yield { type: "thread.item.done", item: call(thread.id, count) };
            return;
          }
          const page = await conversation.store.loadThreadItems(
            thread.id,
            { limit: 1, order: "desc" },
            context,
          );
          yield { type: "thread.item.done", item: said(thread.id, JSON.stringify(page.data[0])) };
        },
      },
    };
  };
  let conversation: Conversation["server"];
  const begin = async (times: number, onClientTool?: ConversationOptions) => {
    const begun = await converse({ ...calling(times), ...onClientTool });
    conversation = begun.server;
    return begun;
  };

  test("runs in the page, and what it gives goes to the server", async () => {
    const calls: unknown[] = [];
    const begun = await begin(2, {
      options: {
        onClientTool: async (given) => {
          calls.push(given);
          return { seen: calls.length };
        },
      },
    });
    await begun.chat.send(message("Hi"));
    expect(calls).toEqual([
      { name: "look", params: { at: 1 } },
      { name: "look", params: { at: 2 } },
    ]);
    expect(begun.asked.map(({ type }) => type)).toEqual([
      "threads.create",
      "threads.add_client_tool_output",
      "threads.add_client_tool_output",
    ]);
    expect(shown(begun).at(-1)).toContain('"output":{"seen":2}');
    expect(begun.names().filter((name) => name.startsWith("response"))).toEqual([
      "response.start",
      "response.end",
    ]);
  });

  test.each<[string, () => unknown, string]>([
    ["an error", () => Promise.reject(new Error("No camera")), '"output":{"error":"No camera"}'],
    ["nothing", () => undefined, '"output":{}'],
    ["what is no JSON", () => ({ big: 1n }), '"output":{"error":'],
  ])("that gives %s keeps the conversation alive", async (_, onClientTool, output) => {
    const begun = await begin(1, {
      options: { onClientTool: onClientTool as () => object as never },
    });
    await begun.chat.send(message("Hi"));
    expect(shown(begun).at(-1)).toContain(output);
    expect(begun.chat.state.problem).toBeNull();
    expect(begun.errors()).toHaveLength(output.includes("error") ? 1 : 0);
  });

  test("that the page does not have is told", async () => {
    const begun = await begin(1);
    await begun.chat.send(message("Hi"));
    expect(begun.chat.state.problem?.message).toBe(
      'The assistant called the client tool "look", and the options have no onClientTool.',
    );
    expect(begun.errors()).toHaveLength(1);
    expect(begun.chat.state.turn.phase).toBe("idle");
  });

  test("cannot be called without end", async () => {
    const begun = await begin(1_000, { options: { onClientTool: () => ({}) } });
    await begun.chat.send(message("Hi"));
    expect(begun.chat.state.problem?.message).toMatch(/25 client tools in a row/);
  });
});

describe("the page", () => {
  test("is told of effects, and of what was not understood", async () => {
    const { chat, events } = await converse({
      handlers: {
        async *respond() {
          yield { type: "client_effect", name: "blink", data: { times: 2 } };
          yield { type: "thread.sparkled" } as unknown as ThreadStreamEvent;
        },
      },
      intercept: async (send, request) => {
        const text = await (await send(request)).text();
        return new Response(`${text}data: {"type":"thread.sparkled"}\n\n`, {
          headers: { "content-type": "text/event-stream" },
        });
      },
    });
    await chat.send(message("Hi"));
    expect(events).toContainEqual(["chatkit.effect", { name: "blink", data: { times: 2 } }]);
    expect(events).toContainEqual([
      "chatkit.log",
      { name: "event.ignored", data: { reason: "unknown event thread.sparkled" } },
    ]);
  });
});
