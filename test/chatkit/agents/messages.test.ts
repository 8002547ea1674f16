import { Agent } from "@openai/agents";
import { describe, expect, test } from "vitest";
import { ResponseStreamConverter } from "../../../templates/+self-hosted+node/server/chatkit/agents/response-converter.ts";
import { type ChatContext, collect, useScriptedModel } from "./chat.ts";
import { added, annotated, delta, done, message, partAdded, partDone, whole } from "./events.ts";
import { refused, response, said } from "./responses-api.ts";

const { newChat } = useScriptedModel("responses");
const agent = new Agent<ChatContext>({ name: "Assistant" });

test("a text is shown as it comes, and whole at its end", async () => {
  const chat = await newChat();
  chat.model.answer(response(said(["Hel", "lo"])));
  expect(await chat.answer(agent)).toEqual([
    added(message("msg_1")),
    partAdded("msg_1"),
    delta("msg_1", "Hel"),
    delta("msg_1", "lo"),
    partDone("msg_1", "Hello"),
    done(message("msg_1", ["Hello"])),
  ]);
});

test("an item belongs to the thread, and keeps the time at which it began", async () => {
  const chat = await newChat();
  chat.model.answer(response(said(["Hello"])));
  const items = (await collect(chat.start(agent))).flatMap((event) =>
    "item" in event ? [event.item] : [],
  );
  expect(items).toHaveLength(2);
  expect(items[0]).toMatchObject({ thread_id: "thr_1" });
  expect(Date.parse(items[0]?.created_at ?? "")).toBeCloseTo(Date.now(), -4);
  expect(items[1]?.created_at).toBe(items[0]?.created_at);
});

describe("ids", () => {
  test("two messages of one answer that share an id are two messages", async () => {
    const chat = await newChat();
    chat.model.answer(response(said(["One"], { id: "fake" }), said(["Two"], { id: "fake" })));
    expect(await chat.answer(agent)).toEqual([...whole("msg_1", "One"), ...whole("msg_2", "Two")]);
  });

  test("an id that occurs in every answer is never used", async () => {
    const seen = new Set<string>();
    for (const chat of [await newChat(), await newChat()]) {
      chat.model.answer(response(said(["Hello"], { id: "fake" })));
      for (const event of await collect(chat.start(agent))) {
        if ("item" in event) seen.add(event.item.id);
      }
    }
    expect(seen.size).toBe(2);
    expect([...seen].every((id) => /^msg_[0-9a-f]{32}$/.test(id))).toBe(true);
  });

  test("a server that changes the id in the middle of a message does not split it", async () => {
    const chat = await newChat();
    let count = 0;
    const answer = response(said(["Hello"])).map((piece) =>
      JSON.parse(JSON.stringify(piece).replaceAll("msg_model", () => `msg_${count++}`)),
    );
    chat.model.answer(answer);
    expect(await chat.answer(agent)).toEqual(whole("msg_1", "Hello"));
  });
});

describe("annotations", () => {
  const url = {
    type: "url_citation",
    url: "https://example.com/a",
    title: "A",
    start_index: 0,
    end_index: 3,
  };
  const file = { type: "file_citation", file_id: "f", filename: "a.pdf", index: 4 };
  const container = {
    type: "container_file_citation",
    container_id: "c",
    file_id: "f",
    filename: "plot.png",
    start_index: 5,
    end_index: 9,
  };
  const urlAnnotation = {
    type: "annotation",
    source: { type: "url", url: "https://example.com/a", title: "A" },
    index: 3,
  };
  const fileAnnotation = {
    type: "annotation",
    source: { type: "file", filename: "a.pdf", title: "a.pdf" },
    index: 4,
  };
  const containerAnnotation = {
    type: "annotation",
    source: { type: "file", filename: "plot.png", title: "plot.png" },
    index: 9,
  };

  test.each([
    ["url_citation", url, urlAnnotation],
    ["file_citation", file, fileAnnotation],
    ["container_file_citation", container, containerAnnotation],
  ])("%s", async (_type, citation, annotation) => {
    const chat = await newChat();
    chat.model.answer(response(said(["See there"], { annotations: [citation] })));
    expect(await chat.answer(agent)).toEqual([
      added(message("msg_1")),
      partAdded("msg_1"),
      delta("msg_1", "See there"),
      annotated("msg_1", 0, annotation),
      partDone("msg_1", "See there", [annotation]),
      done(message("msg_1", ["See there", [annotation]])),
    ]);
  });

  test("those that are left out leave no gap in the numbers", async () => {
    const chat = await newChat();
    const annotations = [
      { ...file, filename: "" },
      url,
      { type: "file_path", file_id: "f", index: 1 },
      { ...container, filename: null },
      file,
      { type: "url_citation", url: 7 },
    ];
    chat.model.answer(response(said(["See there"], { annotations })));
    expect((await chat.answer(agent)).slice(3)).toEqual([
      annotated("msg_1", 0, urlAnnotation),
      annotated("msg_1", 1, fileAnnotation),
      partDone("msg_1", "See there", [urlAnnotation, fileAnnotation]),
      done(message("msg_1", ["See there", [urlAnnotation, fileAnnotation]])),
    ]);
  });

  test("an app words its own", async () => {
    class Converter extends ResponseStreamConverter {
      override async urlCitationToAnnotation() {
        return undefined;
      }
      override async fileCitationToAnnotation() {
        const source = { type: "entity", id: "doc_1", title: "Handbook" } as const;
        return { type: "annotation", source } as const;
      }
    }
    const chat = await newChat();
    chat.model.answer(response(said(["See there"], { annotations: [url, file] })));
    const entity = {
      type: "annotation",
      source: { type: "entity", id: "doc_1", title: "Handbook" },
    };
    const events = await chat.answer(agent, { converter: new Converter() });
    expect(events.at(-1)).toEqual(done(message("msg_1", ["See there", [entity]])));
  });
});

test("a refusal is shown like a text", async () => {
  const chat = await newChat();
  chat.model.answer(response(refused(["I can't ", "help."])));
  expect(await chat.answer(agent)).toEqual([
    added(message("msg_1")),
    partAdded("msg_1"),
    delta("msg_1", "I can't "),
    delta("msg_1", "help."),
    partDone("msg_1", "I can't help."),
    done(message("msg_1", ["I can't help."])),
  ]);
});

describe("servers that send less than OpenAI", () => {
  const place = { item_id: "m", output_index: 0, content_index: 0 };
  const whole = { id: "m", type: "message", role: "assistant", status: "completed" };

  test("a message that only ends is shown whole", async () => {
    const chat = await newChat();
    const item = { ...whole, content: [{ type: "output_text", text: "Hello" }] };
    chat.model.answer([
      { type: "response.created", response: { id: "r" } },
      { type: "response.output_text.delta", ...place, delta: "Hello" },
      { type: "response.output_item.done", output_index: 0, item },
      { type: "response.completed", response: { id: "r", output: [item] } },
    ]);
    expect(await chat.answer(agent)).toEqual([done(message("msg_1", ["Hello"]))]);
  });

  test("a message may begin without a list, and hold parts of other kinds", async () => {
    const chat = await newChat();
    const item = { ...whole, content: [{ type: "output_text", text: "Hello" }] };
    chat.model.answer([
      { type: "response.created", response: { id: "r" } },
      { type: "response.output_item.added", output_index: 0, item: { ...whole, content: null } },
      { type: "response.content_part.added", ...place, part: { type: "audio" } },
      { type: "response.output_item.done", output_index: 0, item },
      { type: "response.completed", response: { id: "r", output: [item] } },
    ]);
    expect(await chat.answer(agent)).toEqual([
      added(message("msg_1")),
      done(message("msg_1", ["Hello"])),
    ]);
  });

  test("events that a chat does not show are passed over", async () => {
    const chat = await newChat();
    const call = { type: "code_interpreter_call", code: "1", container_id: "c", outputs: [] };
    chat.model.answer([
      { type: "response.created", response: { id: "r" } },
      { type: "response.queued", response: { id: "r" } },
      { type: "response.output_item.added", output_index: 0, item: { id: "ci", ...call } },
      { type: "response.code_interpreter_call_code.delta", ...place, delta: "1" },
      { type: "response.something.new", ...place },
      ...response(said(["Hello"])).slice(1),
    ]);
    expect(await chat.answer(agent)).toHaveLength(5);
  });
});
