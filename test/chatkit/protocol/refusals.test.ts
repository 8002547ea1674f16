import { beforeEach, describe, expect, test, vi } from "vitest";
import { createChatKitServer } from "../../../templates/+self-hosted+node/server/chatkit/server.ts";
import type {
  Attachment,
  ThreadItem,
} from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import {
  type Chat,
  createChat,
  type Json,
  message,
  nothing,
  type RequestType,
  type User,
} from "./helpers/chat.ts";

const AUDIO = { audio_base64: "AAAA", mime_type: "audio/webm" };
const NOT_FOUND = {
  status: 404,
  code: "not_found",
  message: "There is no such thread, item or attachment.",
};

let chat: Chat;
let ada: User;
let threadId: string;
const handlers = {
  respond: vi.fn(nothing),
  action: vi.fn(nothing),
  syncAction: vi.fn(async () => ({})),
  addFeedback: vi.fn(async () => undefined),
  transcribe: vi.fn(async () => ({ text: "words" })),
};

/** A thread with one item of each kind that requests are about. */
beforeEach(async () => {
  chat = createChat({ handlers });
  ada = chat.user("ada");
  ({ threadId } = await ada.begin());
  const items: object[] = [
    { type: "user_message", id: "said", content: [], attachments: [], inference_options: {} },
    { type: "widget", id: "card", widget: { type: "Card", children: [] } },
    { type: "structured_input", id: "form", status: "pending", inputs: [] },
    { type: "structured_input", id: "answered", status: "answered", inputs: [] },
    {
      type: "client_tool_call",
      id: "call",
      status: "pending",
      call_id: "c",
      name: "n",
      arguments: {},
    },
  ];
  for (const item of items) {
    const whole = { thread_id: threadId, created_at: "2026-01-01T00:00:00Z", ...item };
    await chat.store.addThreadItem(threadId, whole as ThreadItem, ada.context);
  }
  const file: Attachment = { type: "file", id: "file", name: "a.txt", mime_type: "text/plain" };
  const upload_descriptor = { url: "https://x.example", method: "PUT" as const, headers: {} };
  await chat.store.saveAttachment(file, ada.context);
  await chat.store.saveAttachment({ ...file, id: "late", upload_descriptor }, ada.context);
  vi.clearAllMocks();
});

/** Every request, about what Ada has. */
const requests = (): [RequestType, Json][] => [
  ["threads.create", { input: message("Hi", ["file"]) }],
  ["threads.add_user_message", { thread_id: threadId, input: message() }],
  ["threads.add_client_tool_output", { thread_id: threadId, result: 1 }],
  ["threads.add_structured_input", { thread_id: threadId, item_id: "form", input: {} }],
  ["threads.retry_after_item", { thread_id: threadId, item_id: "said" }],
  ["threads.custom_action", { thread_id: threadId, item_id: "card", action: { type: "go" } }],
  ["threads.sync_custom_action", { thread_id: threadId, item_id: "card", action: { type: "go" } }],
  ["threads.get_by_id", { thread_id: threadId }],
  ["threads.update", { thread_id: threadId, title: "Mine" }],
  ["items.list", { thread_id: threadId }],
  ["items.feedback", { thread_id: threadId, item_ids: ["card"], kind: "positive" }],
  ["attachments.delete", { attachment_id: "file" }],
  ["threads.delete", { thread_id: threadId }],
];

const changesNothing = async (user: User, type: RequestType, params: object) => {
  const before = await everything();
  const refusal = await user.refusal(type, params);
  expect(await everything()).toEqual(before);
  for (const handler of Object.values(handlers)) {
    expect(handler).not.toHaveBeenCalled();
  }
  return refusal;
};

const everything = async () => [
  await ada.items(threadId),
  await chat.store.loadThread(threadId, ada.context),
  await chat.store.loadAttachment("file", ada.context),
];

describe("another user", () => {
  test("finds nothing with any request that names something", async () => {
    const bob = chat.user("bob");
    for (const [type, params] of requests()) {
      expect(await changesNothing(bob, type, params), type).toMatchObject(NOT_FOUND);
    }
    const file = { thread_id: threadId, input: message("Hi", ["file"]) };
    expect(await bob.refusal("threads.add_user_message", file)).toMatchObject(NOT_FOUND);
  });

  test("sees nothing in lists, and fills no one else's room", async () => {
    const bob = chat.user("bob");
    expect(await bob.ask("threads.list")).toEqual({ data: [], has_more: false });
    expect(await bob.refusal("threads.list", { after: threadId })).toMatchObject(NOT_FOUND);
    const announced = await bob.ask("attachments.create", {
      name: "b.txt",
      size: 3,
      mime_type: "text/plain",
    });
    expect(await ada.refusal("attachments.delete", { attachment_id: announced.id })).toMatchObject(
      NOT_FOUND,
    );
    expect(await bob.ask("input.transcribe", AUDIO)).toEqual({ text: "words" });
  });

  test("has threads of the same kind without meeting them", async () => {
    const bob = chat.user("bob");
    const { threadId: own } = await bob.begin("Bob");
    const mixed = { thread_id: own, item_id: "card", action: { type: "go" } };
    expect(await bob.refusal("threads.custom_action", mixed)).toMatchObject(NOT_FOUND);
    const feedback = { thread_id: own, item_ids: ["card"], kind: "positive" };
    expect(await bob.refusal("items.feedback", feedback)).toMatchObject(NOT_FOUND);
    expect(await bob.refusal("items.list", { thread_id: own, after: "card" })).toMatchObject(
      NOT_FOUND,
    );
  });
});

test("what is not there is not found", async () => {
  for (const [type, params] of requests()) {
    const wrong = {
      ...params,
      ...("thread_id" in params && { thread_id: "thr_nowhere" }),
      ...("attachment_id" in params && { attachment_id: "atc_nowhere" }),
      ...(type === "threads.create" && { input: message("Hi", ["atc_nowhere"]) }),
    };
    expect(await changesNothing(ada, type, wrong), type).toMatchObject(NOT_FOUND);
  }
  const feedback = { thread_id: threadId, item_ids: ["card", "msg_nowhere"], kind: "positive" };
  expect(await changesNothing(ada, "items.feedback", feedback)).toMatchObject(NOT_FOUND);
});

test.each<[RequestType, object, string]>([
  [
    "threads.add_structured_input",
    { item_id: "card", input: {} },
    "This item does not wait for an answer.",
  ],
  [
    "threads.add_structured_input",
    { item_id: "answered", input: {} },
    "This item does not wait for an answer.",
  ],
  [
    "threads.retry_after_item",
    { item_id: "card" },
    "Only a message of the user can be tried again.",
  ],
  [
    "threads.custom_action",
    { item_id: "said", action: { type: "go" } },
    "Only a widget has actions.",
  ],
  [
    "threads.sync_custom_action",
    { item_id: "said", action: { type: "go" } },
    "Only a widget has actions.",
  ],
  [
    "threads.add_user_message",
    { input: message("Hi", ["late"]) },
    "a.txt has not been uploaded yet.",
  ],
  [
    "threads.create",
    { input: message("Hi", Array(6).fill("file")) },
    "A message may carry 5 files at most.",
  ],
  ["input.transcribe", { ...AUDIO, audio_base64: "AAA" }, "The recording is not in Base64."],
  ["input.transcribe", { ...AUDIO, audio_base64: "" }, "The recording is empty."],
  ["input.transcribe", { ...AUDIO, audio_base64: "" }, "The recording is empty."],
  ["input.transcribe", { ...AUDIO, audio_base64: "ü===" }, "The recording is not in Base64."],
  [
    "input.transcribe",
    { ...AUDIO, mime_type: "text/html" },
    "Speech is taken as WebM, MP4 or Ogg.",
  ],
])("%s of %o is refused", async (type, params, expected) => {
  const refusal = await changesNothing(ada, type, { thread_id: threadId, ...params });
  expect(refusal).toMatchObject({ status: 400, code: "bad_request", message: expected });
});

describe.each(["locked", "closed"] as const)("a %s thread", (type) => {
  const WORK = new Set<RequestType>([
    "threads.add_user_message",
    "threads.add_client_tool_output",
    "threads.add_structured_input",
    "threads.retry_after_item",
    "threads.custom_action",
    "threads.sync_custom_action",
  ]);
  const close = async (reason?: string) => {
    const thread = await chat.store.loadThread(threadId, ada.context);
    const status = { type, ...(reason !== undefined && { reason }) };
    await chat.store.saveThread({ ...thread, status }, ada.context);
  };

  test("takes nothing new", async () => {
    await close("Enough for today.");
    for (const [request, params] of requests().filter(([name]) => WORK.has(name))) {
      expect(await changesNothing(ada, request, params), request).toMatchObject({
        status: 409,
        code: `thread_${type}`,
        message: "Enough for today.",
      });
    }
  });

  test("can be read, renamed, judged and deleted", async () => {
    await close();
    for (const [request, params] of requests().filter(([name]) => !WORK.has(name))) {
      expect((await ada.send({ type: request, params })).status, request).toBe(200);
    }
  });

  test("says so without a reason", async () => {
    await close();
    const params = { thread_id: threadId, input: message() };
    const refusal = await ada.refusal("threads.add_user_message", params);
    expect(refusal.message).toBe(`This conversation is ${type}.`);
  });
});

test("a chat does what it was made for, and refuses the rest", async () => {
  const server = createChatKitServer({
    store: chat.store,
    handlers: { respond: nothing },
    onError: () => undefined,
  });
  const refused: [RequestType, object][] = [
    ["threads.custom_action", { thread_id: threadId, action: { type: "go" } }],
    ["threads.sync_custom_action", { thread_id: threadId, action: { type: "go" } }],
    ["attachments.create", { name: "a.png", size: 3, mime_type: "image/png" }],
    ["attachments.delete", { attachment_id: "file" }],
    ["input.transcribe", AUDIO],
  ];
  for (const [type, params] of refused) {
    const body = JSON.stringify({ type, params });
    const request = new Request("https://chat.example/", { method: "POST", body });
    const response = await server.handle(request, ada.context);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: { code: "bad_request", message: "This chat does not do that.", hint: type },
    });
  }
});

test("only POST is answered", async () => {
  for (const method of ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]) {
    const request = new Request("https://chat.example/chatkit", { method });
    const response = await chat.server.handle(request, ada.context);
    expect(response.status).toBe(405);
    expect(response.headers.get("Allow")).toBe("POST");
  }
});

describe("the size of a request", () => {
  const body = (type: string, params: object) => JSON.stringify({ type, params });
  const long = (bytes: number) => body("threads.create", { input: message("x".repeat(bytes)) });
  const recording = (bytes: number) =>
    body("input.transcribe", { ...AUDIO, audio_base64: "A".repeat(bytes) });
  const status = async (text: string, init?: RequestInit) => (await ada.send(text, init)).status;

  test("is bounded, for recordings less so", async () => {
    expect(await status(long(1024 ** 2 - 200))).toBe(200);
    expect(await status(long(1024 ** 2))).toBe(413);
    expect(await status(recording(8 * 1024 ** 2))).toBe(200);
    expect(await status(recording(25 * 1024 ** 2))).toBe(413);
    const { message: told } = ((await (await ada.send(long(1024 ** 2))).json()) as Json).error;
    expect(told).toBe("A request may hold 1,048,576 bytes at most.");
  });

  test("is known before the request is read as JSON, which takes long", async () => {
    const parse = vi.spyOn(JSON, "parse");
    const heavy = "[],".repeat(2 * 1024 ** 2);
    const requests = [
      `{"type":"threads.list","params":{},"metadata":{"x":[${heavy}[]]}}`,
      `{"type":"input.transcribe","params":{"audio_base64":"AAAA","x":[${heavy}[]]}}`,
    ];
    for (const text of requests) {
      expect(await status(text)).toBe(413);
    }
    expect(parse).not.toHaveBeenCalled();
    parse.mockRestore();
    const hidden = { title: "T", thread_id: threadId, audio_base64: "A".repeat(2 * 1024 ** 2) };
    expect(await status(body("threads.update", hidden))).toBe(413);
  });

  test("is counted while the request is read, whatever it declares", async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 1024 ** 2;
        controller.enqueue(new Uint8Array(1024 ** 2));
      },
    });
    const init = { body: endless, duplex: "half" } as RequestInit;
    const response = await ada.send("", init);
    expect(response.status).toBe(413);
    expect(response.headers.get("Connection")).toBe("close");
    expect(sent).toBeLessThan(30 * 1024 ** 2);
    expect(await status(long(10), { headers: { "Content-Length": "99999999" } })).toBe(413);
    expect(await status(long(10), { headers: { "Content-Length": "-" } })).toBe(413);
  });

  test("can be set", async () => {
    chat = createChat({
      limits: { bodyBytes: 500, dictationBytes: 600, attachmentsPerMessage: 0 },
    });
    const bob = chat.user();
    expect((await bob.send(long(500))).status).toBe(413);
    expect(await bob.refusal("threads.create", { input: message("", ["x"]) })).toMatchObject({
      message: "A message may carry 0 files at most.",
    });
  });
});

test("a request that breaks off is a bad one", async () => {
  const broken = new ReadableStream({
    pull: (controller) => controller.error(new Error("gone")),
  });
  const response = await ada.send("", { body: broken, duplex: "half" } as RequestInit);
  expect(response.status).toBe(400);
});

describe("admit", () => {
  test("sees valid requests before anything is done for them", async () => {
    const refusal = new Error("Too many.");
    const admit = vi.fn(() => {
      throw refusal;
    });
    chat = createChat({ handlers, admit });
    const bob = chat.user();
    expect((await bob.send("nope")).status).toBe(400);
    expect(admit).not.toHaveBeenCalled();
    await expect(bob.ask("threads.get_by_id", { thread_id: "nowhere" })).rejects.toBe(refusal);
    await expect(bob.begin()).rejects.toBe(refusal);
    expect(handlers.respond).not.toHaveBeenCalled();
    expect(admit).toHaveBeenLastCalledWith(
      expect.objectContaining({ type: "threads.create" }),
      bob.context,
    );
  });
});

describe("what a handler throws where no stream can tell it", () => {
  const failure = new Error("broken");
  const fail = async () => {
    throw failure;
  };

  test("goes to whoever called the server", async () => {
    chat = createChat({ handlers: { transcribe: fail, addFeedback: fail, syncAction: fail } });
    const bob = chat.user();
    const { threadId: own } = await bob.begin();
    await expect(bob.ask("input.transcribe", AUDIO)).rejects.toBe(failure);
    const feedback = { thread_id: own, item_ids: [], kind: "positive" };
    await expect(bob.ask("items.feedback", feedback)).rejects.toBe(failure);
    const act = { thread_id: own, action: { type: "go" } };
    await expect(bob.ask("threads.sync_custom_action", act)).rejects.toBe(failure);
  });

  test("a store that fails is no answer either", async () => {
    vi.spyOn(chat.store, "loadThreads").mockRejectedValueOnce(failure);
    await expect(ada.ask("threads.list")).rejects.toBe(failure);
  });
});
