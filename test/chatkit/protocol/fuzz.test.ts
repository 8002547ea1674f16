import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { ThreadItem } from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { createChat, type Json, message, ORIGIN, readEvents, said } from "./helpers/chat.ts";

const BODIES = 20_000;
const SEED = 20_261_121;
const THREAD = "thr_1";
const ATTACHMENT = "atc_1";
const MEBIBYTE = 1024 ** 2;

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

async function begin() {
  const chat = createChat({
    handlers: {
      async *respond({ thread }) {
        yield { type: "thread.item.done", item: said(thread.id, "Yes?") };
      },
      async *action({ action }) {
        yield { type: "client_effect", name: "done", data: { action } };
      },
      syncAction: async ({ sender }) => (sender ? { updatedItem: sender } : {}),
      transcribe: async ({ audio }) => ({ text: `${audio.data.length} bytes` }),
    },
  });
  const { context } = chat.user("ada");
  const created_at = "2026-01-01T00:00:00Z";
  await chat.store.saveThread(
    { id: THREAD, created_at, status: { type: "active" }, metadata: {} },
    context,
  );
  const form = { type: "multiple_choice", id: "q", question: "?", options: [], multiple: true };
  const items: object[] = [
    { type: "user_message", id: "said", content: [], attachments: [], inference_options: {} },
    { type: "widget", id: "card", widget: { type: "Card", children: [] } },
    { type: "structured_input", id: "form", status: "pending", inputs: [form] },
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
    const whole = { thread_id: THREAD, created_at, ...item };
    await chat.store.addThreadItem(THREAD, whole as ThreadItem, context);
  }
  const file = { type: "file", id: ATTACHMENT, name: "a.txt", mime_type: "text/plain" } as const;
  await chat.store.saveAttachment(file, context);
  return { chat, context };
}

/** Requests that are right, about things that are there. */
const REQUESTS: [string, object][] = [
  ["threads.create", { input: message("Hi", [ATTACHMENT]) }],
  ["threads.add_user_message", { thread_id: THREAD, input: { ...message(), quoted_text: "q" } }],
  ["threads.add_client_tool_output", { thread_id: THREAD, result: { a: [1] } }],
  [
    "threads.add_structured_input",
    {
      thread_id: THREAD,
      item_id: "form",
      input: { status: "answered", answers: { q: { values: ["a"] } } },
    },
  ],
  ["threads.retry_after_item", { thread_id: THREAD, item_id: "said" }],
  [
    "threads.custom_action",
    { thread_id: THREAD, item_id: "card", action: { type: "go", payload: {} } },
  ],
  ["threads.sync_custom_action", { thread_id: THREAD, item_id: "card", action: { type: "go" } }],
  ["threads.get_by_id", { thread_id: THREAD }],
  ["threads.list", { limit: 5, order: "asc", after: THREAD }],
  ["threads.update", { thread_id: THREAD, title: "T" }],
  ["items.list", { thread_id: THREAD, limit: 5, after: "said" }],
  ["items.feedback", { thread_id: THREAD, item_ids: ["said"], kind: "positive" }],
  ["attachments.create", { name: "a.txt", size: 4, mime_type: "text/plain" }],
  ["attachments.delete", { attachment_id: ATTACHMENT }],
  ["input.transcribe", { audio_base64: "AAAA", mime_type: "audio/webm" }],
  ["threads.delete", { thread_id: THREAD }],
];

/** What may stand where something else is expected, as JSON. */
const hostile = fc.oneof(
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc.constantFrom(
    "null",
    '""',
    "[]",
    "{}",
    "true",
    "-1",
    "0.5",
    "1e999",
    "9007199254740993",
    '"\\u0000"',
    '"\\ud83d"',
    '"__proto__"',
    '"../../etc/passwd"',
    '"\'; DROP TABLE threads; --"',
    '{"__proto__":{"polluted":1}}',
    '{"constructor":{"prototype":{"polluted":1}}}',
    '{"type":"input_text"}',
    `"${"x".repeat(5_000)}"`,
    `${"[".repeat(5_000)}${"]".repeat(5_000)}`,
    `${'{"a":'.repeat(3_000)}1${"}".repeat(3_000)}`,
  ),
);

/** A request in which one value was replaced by another. */
function replaceOne(request: Json, at: number, value: string): string {
  const marker = "\uE000";
  let count = 0;
  const mark = (node: Json): Json => {
    if (count++ === at) {
      return marker;
    }
    if (Array.isArray(node)) {
      return node.map(mark);
    }
    return typeof node === "object" && node !== null
      ? Object.fromEntries(Object.entries(node).map(([key, child]) => [key, mark(child)]))
      : node;
  };
  return JSON.stringify(mark(request)).replace(`"${marker}"`, () => value);
}

function bodies(): (string | Uint8Array)[] {
  const request = fc
    .constantFrom(...REQUESTS)
    .map(([type, params]) => ({ type, params, metadata: {} }));
  const text = request.map((whole) => JSON.stringify(whole));
  const body: fc.Arbitrary<string | Uint8Array> = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.tuple(request, fc.nat(12), hostile).map((parts) => replaceOne(...parts)),
    },
    { weight: 1, arbitrary: hostile },
    { weight: 1, arbitrary: fc.tuple(text, fc.nat(100)).map(([json, end]) => json.slice(0, end)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
    {
      weight: 1,
      arbitrary: fc.tuple(text, fc.nat(200), fc.nat(255)).map(([json, at, byte]) => {
        const bytes = Buffer.from(json);
        bytes[at % bytes.length] = byte;
        return new Uint8Array(bytes);
      }),
    },
  );
  return fc.sample(body, { numRuns: BODIES, seed: SEED });
}

test("no body does harm, and what is refused leaves nothing behind", {
  timeout: 120_000,
}, async () => {
  let { chat, context } = await begin();
  const refused: (string | Uint8Array)[] = [];
  const statuses = new Map<number, number>();
  const send = async (body: string | Uint8Array) => {
    const init = { method: "POST", body: new Uint8Array(Buffer.from(body)) };
    const response = await chat.server.handle(new Request(`${ORIGIN}/chatkit`, init), context);
    return {
      status: response.status,
      type: response.headers.get("Content-Type"),
      text: await response.text(),
    };
  };
  for (const [index, body] of bodies().entries()) {
    if (index % 50 === 0) {
      // Some bodies delete the thread, or answer its form.
      expect(chat.errors).toEqual([]);
      ({ chat, context } = await begin());
    }
    const { status, type, text } = await send(body);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status === 200) {
      const events = type === "text/event-stream" ? readEvents(text) : [];
      expect(
        events.filter((event) => event.type === "error"),
        String(body),
      ).toEqual([]);
    } else {
      expect([400, 404, 409, 413, 415], String(body)).toContain(status);
      expect((JSON.parse(text) as Json).error.code, String(body)).toMatch(/^[a-z_]+$/);
      refused.push(body);
    }
  }
  expect(chat.errors).toEqual([]);
  expect(({} as Json).polluted).toBeUndefined();
  // Otherwise it was not the server that was tried.
  expect(statuses.get(200)).toBeGreaterThan(BODIES / 20);
  expect(statuses.get(400)).toBeGreaterThan(BODIES / 4);
  expect(statuses.get(404)).toBeGreaterThan(100);

  const again = async () => {
    for (const body of refused) {
      await send(body);
    }
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const before = await again();
  expect((await again()) - before).toBeLessThan(5 * MEBIBYTE);
});
