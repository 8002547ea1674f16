import {
  add,
  ask,
  create,
  done,
  input,
  type Json,
  type Scenario,
  type ScenarioEvent,
  said,
  stored,
} from "../scenario.ts";

const added = {
  yield: {
    type: "thread.item.added",
    item: { type: "assistant_message", id: "msg_a", content: [] },
  } as ScenarioEvent,
};

const text = (value: Json) => ({ raw: JSON.stringify(value) });

/** Whatever goes wrong: in a handler, or in what is asked. */
export const FAILURES: readonly Scenario[] = [
  {
    name: "a handler that fails in its own words",
    exchanges: [
      create("Fail", [said("Before"), { throw: "custom", message: "Out of credit" }]),
      add("Fail", [{ throw: "custom", message: "Try again", allow_retry: true }]),
      add("Fail", [{ throw: "custom", message: "Give up", allow_retry: false }]),
      stored,
    ],
  },
  {
    name: "a handler that fails in the words of the client",
    exchanges: [
      create("Fail", [said("Before"), { throw: "stream" }]),
      add("Fail", [{ throw: "stream", allow_retry: true }]),
      add("Fail", [{ throw: "stream", allow_retry: false }]),
    ],
  },
  {
    name: "a handler that breaks",
    exchanges: [
      create("Fail", [{ throw: "other" }]),
      add("Fail", [added, { throw: "other" }]),
      stored,
    ],
  },
  {
    name: "an action that breaks",
    exchanges: [
      create("Hello"),
      ask("threads.custom_action", { action: { type: "go" } }, [{ throw: "other" }]),
      ask("threads.custom_action", { action: { type: "go" } }, [
        { throw: "custom", message: "Not now" },
      ]),
    ],
  },
  {
    name: "a tool of the browser whose answer breaks",
    exchanges: [
      create("Ask", [
        done({
          type: "client_tool_call",
          id: "tc_1",
          call_id: "call_1",
          name: "t",
          arguments: {},
          status: "pending",
        }),
      ]),
      ask("threads.add_client_tool_output", { result: 1 }, [{ throw: "other" }]),
      stored,
    ],
  },
  {
    name: "a form whose answer breaks",
    exchanges: [
      create("Ask", [
        done({
          type: "structured_input",
          id: "msg_f",
          status: "pending",
          inputs: [{ type: "freeform", id: "q", question: "Q?" }],
        }),
      ]),
      ask("threads.add_structured_input", { item_id: "msg_f", input: {} }, [{ throw: "other" }]),
      stored,
    ],
  },
  {
    name: "a message to a thread that is locked",
    exchanges: [
      create("Hello", [{ thread: { status: { type: "locked", reason: "Wait" } } }, said("Hi")]),
      ask("threads.update", { title: "Still named" }),
      ask("threads.sync_custom_action", { action: { type: "go" } }),
      add("More", [said("Never", "msg_2")]),
      stored,
    ],
  },
  {
    name: "anything in a thread that is closed",
    exchanges: [
      create("Hello", [
        { thread: { status: { type: "closed", reason: "Over" } } },
        done({
          type: "client_tool_call",
          id: "tc_1",
          call_id: "call_1",
          name: "t",
          arguments: {},
          status: "pending",
        }),
      ]),
      ask("threads.custom_action", { action: { type: "go" } }, [{ tell: "given" }]),
      ask("threads.add_client_tool_output", { result: 1 }, [{ tell: "given" }]),
      ask("threads.retry_after_item", { item_id: "$message" }, [{ tell: "given" }]),
      ask("threads.delete"),
    ],
  },
  {
    name: "no JSON",
    exchanges: [
      { raw: "" },
      { raw: "{" },
      { raw: "null" },
      { raw: "[]" },
      { raw: '"threads.list"' },
      { raw: "42" },
      { raw: '{"type":"threads.list","params":{}} trailing' },
      { raw: new Uint8Array([0xff, 0xfe, 0x00, 0x7b]) },
      { raw: new Uint8Array([...new TextEncoder().encode('{"type":"threads.li'), 0xc3, 0x28]) },
    ],
  },
  {
    name: "requests that nobody knows",
    exchanges: [
      text({}),
      text({ type: "threads.explode", params: {} }),
      text({ type: "THREADS.LIST", params: {} }),
      text({ type: null, params: {} }),
      text({ type: ["threads.list"], params: {} }),
      text({ params: {} }),
    ],
  },
  {
    name: "requests of which something is missing",
    exchanges: [
      ...[
        "threads.create",
        "threads.add_user_message",
        "threads.add_client_tool_output",
        "threads.add_structured_input",
        "threads.retry_after_item",
        "threads.custom_action",
        "threads.get_by_id",
        "threads.update",
        "threads.delete",
        "items.list",
        "items.feedback",
        "attachments.create",
        "attachments.delete",
        "input.transcribe",
        "threads.sync_custom_action",
      ].map((type) => text({ type, params: {} })),
      text({ type: "threads.list" }),
      text({ type: "threads.create", params: { input: { content: [] } } }),
      text({
        type: "threads.create",
        params: {
          input: { content: [{ type: "input_text" }], attachments: [], inference_options: {} },
        },
      }),
      text({ type: "threads.custom_action", params: { thread_id: "t", action: {} } }),
      text({ type: "threads.add_client_tool_output", params: { thread_id: "t" } }),
    ],
  },
  {
    name: "requests with values of the wrong type",
    exchanges: [
      text({ type: "threads.get_by_id", params: { thread_id: 7 } }),
      text({ type: "threads.get_by_id", params: [] }),
      text({ type: "threads.get_by_id", params: null }),
      text({ type: "threads.list", params: { limit: "many" } }),
      text({ type: "threads.list", params: { limit: 1.5 } }),
      text({ type: "threads.list", params: { order: "sideways" } }),
      text({ type: "items.list", params: { thread_id: "t", after: 5 } }),
      text({ type: "threads.update", params: { thread_id: "t", title: null } }),
      text({
        type: "items.feedback",
        params: { thread_id: "t", item_ids: "msg_1", kind: "positive" },
      }),
      text({ type: "items.feedback", params: { thread_id: "t", item_ids: [1], kind: "positive" } }),
      text({ type: "items.feedback", params: { thread_id: "t", item_ids: [], kind: "meh" } }),
      text({ type: "attachments.create", params: { name: "a", size: "x", mime_type: "a/b" } }),
      text({
        type: "threads.create",
        params: { input: { content: "Hi", attachments: [], inference_options: {} } },
      }),
      text({
        type: "threads.create",
        params: {
          input: { content: [{ type: "video" }], attachments: [], inference_options: {} },
        },
      }),
      text({
        type: "threads.create",
        params: {
          input: {
            content: [{ type: "input_tag", id: "t", text: "T", data: [] }],
            attachments: [],
            inference_options: {},
          },
        },
      }),
      text({
        type: "threads.create",
        params: { input: { content: [], attachments: [3], inference_options: {} } },
      }),
      text({
        type: "threads.create",
        params: { input: { content: [], attachments: [], inference_options: { tool_choice: 1 } } },
      }),
      text({
        type: "threads.add_structured_input",
        params: { thread_id: "t", item_id: "m", input: { status: "maybe" } },
      }),
      text({ type: "threads.list", params: {}, metadata: "none" }),
      text({ type: "threads.list", params: {}, metadata: null }),
    ],
  },
  {
    name: "values that Python takes for another type",
    exchanges: [
      text({ type: "threads.list", params: { limit: "2" } }),
      text({ type: "threads.list", params: { limit: 2.0 } }),
      text({ type: "threads.list", params: { limit: true } }),
    ],
  },
  {
    name: "numbers out of reach",
    exchanges: [
      text({ type: "threads.list", params: { limit: -1 } }),
      { raw: '{"type":"threads.list","params":{"limit":1e400}}' },
      { raw: '{"type":"threads.list","params":{"limit":99999999999999999999}}' },
      text({ type: "attachments.create", params: { name: "a", size: -5, mime_type: "a/b" } }),
    ],
  },
  {
    name: "keys that nobody knows",
    exchanges: [
      {
        ask: "threads.create",
        params: {
          ...(input("Hello", { later: { version: 2 } }) as { [key: string]: Json }),
          more: [1],
        },
        steps: [{ tell: "given" }],
      },
      text({ type: "threads.list", params: { page: 3 }, version: 9, __proto__: null }),
      {
        raw: '{"type":"threads.list","params":{"__proto__":{"limit":1}},"constructor":{"prototype":{}}}',
      },
    ],
  },
  {
    name: "a dictation that is no audio",
    exchanges: [
      {
        ask: "input.transcribe",
        params: { audio_base64: "no base64!", mime_type: "audio/mp4" },
      },
      { ask: "input.transcribe", params: { audio_base64: "AAE", mime_type: "audio/mp4" } },
    ],
  },
];
