import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RequestError } from "../../../templates/+self-hosted+node/server/chatkit/errors.ts";
import {
  isStreaming,
  parseRequest,
} from "../../../templates/+self-hosted+node/server/chatkit/requests.ts";
import { type Json, message } from "./helpers/chat.ts";

const action = { type: "go", payload: { a: [1, null] } };
const STREAMING: [string, object][] = [
  ["threads.create", { input: message() }],
  ["threads.add_user_message", { thread_id: "t", input: message() }],
  ["threads.add_client_tool_output", { thread_id: "t", result: { ok: true } }],
  [
    "threads.add_structured_input",
    {
      thread_id: "t",
      item_id: "i",
      input: { status: "answered", answers: { q: { values: ["Low"], skipped: false } } },
    },
  ],
  ["threads.retry_after_item", { thread_id: "t", item_id: "i" }],
  ["threads.custom_action", { thread_id: "t", item_id: "i", action }],
];
const AT_ONCE: [string, object][] = [
  ["threads.get_by_id", { thread_id: "t" }],
  ["threads.list", { order: "asc", limit: 5, after: "t" }],
  ["threads.update", { thread_id: "t", title: "Ünïcode" }],
  ["threads.delete", { thread_id: "t" }],
  ["threads.sync_custom_action", { thread_id: "t", item_id: "i", action }],
  ["items.list", { thread_id: "t", order: "desc" }],
  ["items.feedback", { thread_id: "t", item_ids: ["i"], kind: "positive" }],
  ["attachments.create", { name: "a.png", size: 3, mime_type: "image/png" }],
  ["attachments.delete", { attachment_id: "a" }],
  ["input.transcribe", { audio_base64: "AAAA", mime_type: "audio/webm;codecs=opus" }],
];

const parse = (type: string, params: unknown, rest: object = {}): Json =>
  parseRequest(JSON.stringify({ type, params, ...rest }));

function hint(body: string | Uint8Array | object): string | undefined {
  const isRaw = typeof body === "string" || body instanceof Uint8Array;
  try {
    parseRequest(isRaw ? body : JSON.stringify(body));
  } catch (error) {
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ status: 400, code: "bad_request" });
    return (error as RequestError).hint;
  }
  throw new Error("It was accepted.");
}

describe.each([...STREAMING, ...AT_ONCE])("%s", (type, params) => {
  test("is read as it is sent, with metadata", () => {
    const metadata = { tenant: { id: 1 } };
    expect(parse(type, params, { metadata })).toEqual({ type, params, metadata });
    expect(parse(type, params)).toMatchObject({ metadata: {} });
  });

  test("may hold keys that are not known yet", () => {
    const request = parse(type, { ...params, novelty: [1] }, { version: 2 });
    expect(request).toEqual({ type, params, metadata: {} });
  });

  test.each(Object.keys(params))("names %s when it is of a wrong type", (key) => {
    const wrong = key === "result" ? undefined : 7.5;
    const expected = new RegExp(`^params\\.${key}: `);
    expect(hint({ type, params: { ...params, [key]: wrong } })).toMatch(expected);
  });

  test("is told from the other kind", () => {
    expect(isStreaming(parse(type, params))).toBe(STREAMING.some(([name]) => name === type));
  });
});

test("a message may hold mentions, a quotation and choices", () => {
  const input = {
    content: [
      { type: "input_text", text: "Hi " },
      {
        type: "input_tag",
        id: "1",
        text: "Rome",
        data: { n: 1 },
        group: "Cities",
        interactive: true,
      },
    ],
    attachments: ["atc_1"],
    quoted_text: "Hello",
    inference_options: { model: "m", tool_choice: { id: "search" } },
  };
  expect(parse("threads.create", { input }).params.input).toEqual(input);
});

test("what may be absent may be null", () => {
  const input = {
    ...message(),
    quoted_text: null,
    inference_options: { model: null, tool_choice: null },
  };
  parse("threads.create", { input });
  expect(parse("threads.list", { limit: null, after: null }).params.order).toBe("desc");
  parse("threads.custom_action", { thread_id: "t", item_id: null, action: { type: "go" } });
  expect(
    parse("threads.add_client_tool_output", { thread_id: "t", result: null }).params.result,
  ).toBeNull();
});

test("answers to a form have the defaults of OpenAI's server", () => {
  const params = { thread_id: "t", item_id: "i", input: { answers: { q: {} } } };
  expect(parse("threads.add_structured_input", params).params.input).toEqual({
    status: "answered",
    answers: { q: { values: [], skipped: false } },
  });
});

test.each<[string, string | Uint8Array | object, RegExp]>([
  ["no JSON", "nope", /^body: .*JSON/],
  ["half of JSON", '{"type":', /^body: /],
  ["nothing", "", /^body: /],
  ["no object", "[]", /^body: .*object/],
  ["null", "null", /^body: /],
  ["no UTF-8", Uint8Array.of(0x7b, 0xff, 0x7d), /^body: /],
  [
    "half of a character",
    '{"type":"threads.delete","params":{"thread_id":"\\ud83d"}}',
    /surrogate/,
  ],
  ["no type", {}, /^type: /],
  ["an unknown type", { type: "threads.explode", params: {} }, /^type: .*'threads.create'/],
  ["no params", { type: "threads.list" }, /^params: /],
  [
    "no text",
    {
      type: "threads.create",
      params: { input: { ...message(), content: [{ type: "input_text" }] } },
    },
    /^params\.input\.content\.0\.text: /,
  ],
  [
    "no data of a mention",
    {
      type: "threads.create",
      params: { input: { ...message(), content: [{ type: "input_tag", id: "1", text: "t" }] } },
    },
    /^params\.input\.content\.0\.data: /,
  ],
  [
    "a null character in an id",
    { type: "threads.delete", params: { thread_id: "a\0" } },
    /^params\.thread_id: /,
  ],
  [
    "a title that nobody reads",
    { type: "threads.update", params: { thread_id: "t", title: "x".repeat(1_001) } },
    /^params\.title: /,
  ],
  ["metadata that is a list", { type: "threads.list", params: {}, metadata: [] }, /^metadata: /],
])("%s is refused with the place of the fault", (_, body, expected) => {
  expect(hint(body)).toMatch(expected);
});

test("an escaped backslash is no half character", () => {
  expect(parse("threads.delete", { thread_id: "\\ud83d 😀" }).params.thread_id).toBe("\\ud83d 😀");
});

test("nesting has an end, wherever a browser may write what it likes", () => {
  const deep = (depth: number) => JSON.parse("[".repeat(depth) + "]".repeat(depth));
  const nested = `${"[".repeat(1e6)}${"]".repeat(1e6)}`;
  parse("threads.add_client_tool_output", { thread_id: "t", result: deep(50) });
  expect(
    hint(`{"type":"threads.add_client_tool_output","params":{"thread_id":"t","result":${nested}}}`),
  ).toBe("params.result: Nested too deeply");
  expect(hint(`{"type":"threads.list","params":{},"metadata":{"a":${nested}}}`)).toBe(
    "metadata.a: Nested too deeply",
  );
  const tag = `{"type":"input_tag","id":"1","text":"t","data":{"a":${nested}}}`;
  expect(
    hint(
      `{"type":"threads.create","params":{"input":{"content":[${tag}],"attachments":[],"inference_options":{}}}}`,
    ),
  ).toBe("params.input.content.0.data.a: Nested too deeply");
  // A key that is not known is not looked into.
  parseRequest(`{"type":"threads.list","params":{},"x":${nested}}`);
});

test("the hint is short, whatever was sent", () => {
  const answers = { ["q".repeat(10_000)]: 1 };
  const params = { thread_id: "t", item_id: "i", input: { answers } };
  expect(hint({ type: "threads.add_structured_input", params })?.length).toBeLessThanOrEqual(200);
});

test("no key reaches a prototype", () => {
  const polluting = `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}`;
  const places = [
    `{"type":"threads.list","params":{},"metadata":${polluting}}`,
    `{"type":"threads.list","params":${polluting}}`,
    `{"type":"threads.add_client_tool_output","params":{"thread_id":"t","result":${polluting}}}`,
    `{"type":"threads.add_structured_input","params":{"thread_id":"t","item_id":"i","input":{"answers":{"__proto__":{"values":["x"]}}}}}`,
  ];
  for (const body of places) {
    const request = parseRequest(body) as Json;
    expect(request.polluted).toBeUndefined();
    expect(request.params.polluted).toBeUndefined();
    expect(request.metadata.polluted).toBeUndefined();
  }
  expect(({} as Json).polluted).toBeUndefined();
});

test("any JSON is read or refused, and nothing else happens", () => {
  const names = [...STREAMING, ...AT_ONCE].map(([type]) => type);
  const request = fc.record({
    type: fc.oneof(fc.constantFrom(...names), fc.string()),
    params: fc.oneof(
      fc.jsonValue(),
      fc.dictionary(
        fc.constantFrom("thread_id", "item_id", "input", "action", "limit"),
        fc.jsonValue(),
      ),
    ),
    metadata: fc.jsonValue(),
  });
  fc.assert(
    fc.property(fc.oneof(request, fc.jsonValue()), (body) => {
      try {
        parseRequest(JSON.stringify(body));
      } catch (error) {
        expect(error).toBeInstanceOf(RequestError);
      }
    }),
    { numRuns: 2_000 },
  );
});
