import {
  add,
  ask,
  create,
  done,
  feedback,
  input,
  type Scenario,
  said,
  stored,
} from "../scenario.ts";

const UNKNOWN = "thr_00000000";
const PENDING_CALL = {
  type: "client_tool_call",
  id: "tc_pending",
  call_id: "call_pending",
  name: "get_selection",
  arguments: { kind: "text" },
  status: "pending",
} as const;
const CARD = {
  type: "widget",
  id: "msg_card",
  widget: { type: "Card", children: [{ type: "Text", value: "Hello" }] },
  copy_text: "Hello",
} as const;
const FORM = {
  type: "structured_input",
  id: "msg_form",
  status: "pending",
  inputs: [
    {
      type: "multiple_choice",
      id: "one",
      question: "One of these?",
      options: [{ value: "A" }, { value: "B" }],
      multiple: false,
    },
    {
      type: "multiple_choice",
      id: "many",
      question: "Some of these?",
      options: [{ value: "A" }, { value: "B" }],
      multiple: true,
    },
    { type: "freeform", id: "free", question: "Anything else?", description: "In your words" },
  ],
} as const satisfies object;
const form = done(structuredClone(FORM) as unknown as Parameters<typeof done>[0]);

/** Every request, the ways in which it can be made, and what it leaves behind. */
export const REQUESTS: readonly Scenario[] = [
  {
    name: "a first message and a second",
    exchanges: [
      create("Hello", [{ tell: "given" }, said("Hi", "msg_1")]),
      add("And?", [{ tell: "given" }, said("Well", "msg_2")]),
      ask("threads.get_by_id"),
      stored,
    ],
  },
  {
    name: "a message that nobody answers",
    exchanges: [create("Hello"), ask("threads.get_by_id")],
  },
  {
    name: "a message without content",
    exchanges: [create("", [{ tell: "given" }]), ask("items.list")],
  },
  {
    name: "a message with everything",
    exchanges: [
      {
        ask: "threads.create",
        params: {
          input: {
            content: [
              { type: "input_text", text: "Compare " },
              {
                type: "input_tag",
                id: "doc_1",
                text: "Report",
                data: { path: "/r", pages: 3, draft: false, note: null },
                group: "Documents",
                interactive: true,
              },
              { type: "input_tag", id: "doc_2", text: "Draft", data: {} },
            ],
            attachments: [],
            quoted_text: "as it was said",
            inference_options: { model: "fast", tool_choice: { id: "search" } },
          },
        },
        steps: [{ tell: "given" }],
      },
      ask("items.list"),
      stored,
    ],
  },
  {
    name: "optional values that are null",
    exchanges: [
      {
        ask: "threads.create",
        params: {
          input: {
            content: [{ type: "input_tag", id: "t", text: "T", data: {}, group: null }],
            attachments: [],
            quoted_text: null,
            inference_options: { model: null, tool_choice: null },
          },
        },
        steps: [{ tell: "given" }],
      },
      { ask: "threads.list", params: { limit: null, after: null } },
      ask("items.list", { limit: null, after: null }),
      ask("threads.custom_action", { item_id: null, action: { type: "go", payload: null } }, [
        { tell: "given" },
      ]),
    ],
  },
  {
    name: "words of all kinds",
    exchanges: [
      create('Grüße 👩‍👩‍👧 \u0000 \u2028 \u2029 \t "quoted" \\ </script> ﷽ \ud83d\ude00', [
        { tell: "given" },
        said("naïve — 日本語 \u0007 \u2028 é e\u0301"),
      ]),
      ask("items.list"),
    ],
  },
  {
    name: "a long message",
    exchanges: [create("long ".repeat(2_000), [said("So long ".repeat(500))]), ask("items.list")],
  },
  {
    name: "attachments from their making to their end",
    exchanges: [
      { ask: "attachments.create", params: { name: "a.txt", size: 5, mime_type: "text/plain" } },
      { ask: "attachments.create", params: { name: "b.png", size: 9, mime_type: "image/png" } },
      { upload: "$attachment:0" },
      { upload: "$attachment:1" },
      create("Two files", [{ tell: "given" }], {
        params: input("Two files", { attachments: ["$attachment:0", "$attachment:1"] }),
      }),
      ask("items.list"),
      stored,
      { ask: "attachments.delete", params: { attachment_id: "$attachment:0" } },
    ],
  },
  {
    name: "an attachment that is deleted before it is sent",
    exchanges: [
      { ask: "attachments.create", params: { name: "a.txt", size: 5, mime_type: "text/plain" } },
      { ask: "attachments.delete", params: { attachment_id: "$attachment" } },
      { ask: "attachments.delete", params: { attachment_id: "$attachment" } },
      { ask: "threads.create", params: input("Gone", { attachments: ["$attachment"] }) },
    ],
  },
  {
    name: "an attachment whose bytes never came",
    exchanges: [
      { ask: "attachments.create", params: { name: "a.txt", size: 5, mime_type: "text/plain" } },
      { ask: "threads.create", params: input("Empty", { attachments: ["$attachment"] }) },
      { ask: "threads.list", params: {} },
    ],
  },
  {
    name: "an attachment that is sent twice",
    exchanges: [
      { ask: "attachments.create", params: { name: "a.txt", size: 5, mime_type: "text/plain" } },
      { upload: "$attachment" },
      { ask: "threads.create", params: input("First", { attachments: ["$attachment"] }) },
      { ask: "threads.create", params: input("Second", { attachments: ["$attachment"] }) },
    ],
  },
  {
    name: "attachments that nobody keeps",
    exchanges: [
      {
        ask: "attachments.create",
        params: { name: "a", size: 1, mime_type: "text/plain" },
        of: "bare",
      },
      { ask: "attachments.delete", params: { attachment_id: "atc_1" }, of: "bare" },
    ],
  },
  {
    name: "a retry",
    exchanges: [
      create("Tell me", [said("First", "msg_1"), said("Second", "msg_2")]),
      add("More", [said("Third", "msg_3")]),
      ask("threads.retry_after_item", { item_id: "$message:0" }, [
        { tell: "given" },
        said("Anew", "msg_4"),
      ]),
      ask("items.list", { order: "asc" }),
      stored,
    ],
  },
  {
    name: "a retry of the newest message",
    exchanges: [
      create("Tell me", [said("First", "msg_1")]),
      add("Again", [{ throw: "other" }]),
      ask("threads.retry_after_item", { item_id: "$message" }, [said("Now it works", "msg_2")]),
      stored,
    ],
  },
  {
    name: "a retry over more than a page",
    exchanges: [
      create(
        "Count",
        Array.from({ length: 50 }, (_, place) => said(`Number ${place}`, `msg_n${place}`)),
      ),
      ask("threads.retry_after_item", { item_id: "$message:0" }, [said("Uncounted", "msg_u")]),
      stored,
    ],
  },
  {
    name: "a retry with hidden items in between",
    exchanges: [
      create("Hide", [
        done({ type: "hidden_context_item", id: "msg_h", content: { secret: 1 } }),
        said("Hidden", "msg_1"),
      ]),
      ask("threads.retry_after_item", { item_id: "$message" }, [said("Anew", "msg_2")]),
      stored,
    ],
  },
  {
    name: "a retry after nothing that was said",
    exchanges: [
      create("Tell me", [said("First", "msg_1")]),
      ask("threads.retry_after_item", { item_id: "msg_unknown" }, [said("Never", "msg_2")]),
      ask("threads.retry_after_item", { item_id: "msg_1" }, [said("Never", "msg_2")]),
      stored,
    ],
  },
  {
    name: "a tool of the browser",
    exchanges: [
      create("What is selected?", [done(PENDING_CALL)]),
      ask("threads.add_client_tool_output", { result: { text: "this", from: [1, 2.5, null] } }, [
        { tell: "given" },
        said("This is"),
      ]),
      ask("items.list", { order: "asc" }),
      stored,
    ],
  },
  ...[
    ["a text", "done"],
    ["nothing", null],
    ["a list", [1, "two", { three: 3 }]],
    ["a number", 4.5],
    ["false", false],
  ].map(([name, result]) => ({
    name: `a tool of the browser that gives ${name as string}`,
    exchanges: [
      create("Ask", [done(PENDING_CALL)]),
      ask("threads.add_client_tool_output", { result: result as string }),
      stored,
    ],
  })),
  {
    name: "tools of the browser that nobody answered",
    exchanges: [
      create("Ask", [done({ ...PENDING_CALL, id: "tc_a" }), done({ ...PENDING_CALL, id: "tc_b" })]),
      ask("threads.add_client_tool_output", { result: "late" }, [said("Thanks")]),
      stored,
    ],
  },
  {
    name: "an output that no tool waits for",
    exchanges: [
      create("Hello", [said("Hi")]),
      ask("threads.add_client_tool_output", { result: "unasked" }, [said("Never", "msg_2")]),
      stored,
    ],
  },
  {
    name: "an output that comes twice",
    exchanges: [
      create("Ask", [done(PENDING_CALL)]),
      ask("threads.add_client_tool_output", { result: "first" }),
      ask("threads.add_client_tool_output", { result: "second" }, [said("Never", "msg_2")]),
      stored,
    ],
  },
  {
    name: "a form that is answered",
    exchanges: [
      create("Ask me", [form]),
      ask(
        "threads.add_structured_input",
        {
          item_id: "msg_form",
          input: {
            status: "answered",
            answers: {
              one: { values: ["A", "B"], skipped: false },
              many: { values: ["A", "C"], skipped: false },
              free: { values: ["words"] },
              unasked: { values: ["?"] },
            },
          },
        },
        [{ tell: "given" }, said("Noted")],
      ),
      stored,
    ],
  },
  {
    name: "a form that is answered in part",
    exchanges: [
      create("Ask me", [form]),
      ask("threads.add_structured_input", {
        item_id: "msg_form",
        input: {
          status: "answered",
          answers: { one: { values: ["A"], skipped: true }, many: { values: [] } },
        },
      }),
      stored,
    ],
  },
  {
    name: "a form that is skipped",
    exchanges: [
      create("Ask me", [form]),
      ask("threads.add_structured_input", {
        item_id: "msg_form",
        input: { status: "skipped", answers: { one: { values: ["A"] } } },
      }),
      stored,
    ],
  },
  {
    name: "a form with nothing said",
    exchanges: [
      create("Ask me", [form]),
      ask("threads.add_structured_input", { item_id: "msg_form", input: {} }),
      stored,
    ],
  },
  {
    name: "a form that is answered twice",
    exchanges: [
      create("Ask me", [form]),
      ask("threads.add_structured_input", { item_id: "msg_form", input: {} }),
      ask("threads.add_structured_input", { item_id: "msg_form", input: {} }, [said("Never")]),
      stored,
    ],
  },
  {
    name: "answers to what is no form",
    exchanges: [
      create("Hello", [said("Hi")]),
      ask("threads.add_structured_input", { item_id: "msg_said", input: {} }),
      ask("threads.add_structured_input", { item_id: "msg_unknown", input: {} }),
      stored,
    ],
  },
  {
    name: "an action of a widget",
    exchanges: [
      create("A card", [done(CARD)]),
      ask(
        "threads.custom_action",
        { item_id: "msg_card", action: { type: "go", payload: { to: { deep: [1, null] } } } },
        [{ tell: "given" }, said("Gone")],
      ),
      stored,
    ],
  },
  {
    name: "an action of the page",
    exchanges: [
      create("Hello"),
      ask("threads.custom_action", { action: { type: "refresh" } }, [{ tell: "given" }]),
      ask("threads.custom_action", { action: { type: "count", payload: 3 } }, [{ tell: "given" }]),
    ],
  },
  {
    name: "an action that changes its widget",
    exchanges: [
      create("A card", [done(CARD)]),
      ask("threads.custom_action", { item_id: "msg_card", action: { type: "go" } }, [
        {
          yield: {
            type: "thread.item.replaced",
            item: { ...CARD, widget: { type: "Card", children: [{ type: "Text", value: "New" }] } },
          },
        },
      ]),
      stored,
    ],
  },
  {
    name: "an action of what is no widget",
    exchanges: [
      create("Hello", [said("Hi")]),
      ask("threads.custom_action", { item_id: "msg_said", action: { type: "go" } }),
      ask("threads.custom_action", { item_id: "msg_unknown", action: { type: "go" } }),
    ],
  },
  {
    name: "an action that nobody handles",
    exchanges: [
      create("Hello", [], { of: "bare" }),
      ask("threads.custom_action", { action: { type: "go" } }, [], { of: "bare" }),
      ask("threads.sync_custom_action", { action: { type: "go" } }, [], { of: "bare" }),
      ask("items.feedback", { item_ids: [], kind: "positive" }, [], { of: "bare" }),
      { ask: "input.transcribe", params: { audio_base64: "", mime_type: "audio/mp4" }, of: "bare" },
    ],
  },
  {
    name: "an action that is answered at once",
    exchanges: [
      create("A card", [done(CARD)]),
      ask("threads.sync_custom_action", {
        item_id: "msg_card",
        action: { type: "go", payload: { a: 1 } },
      }),
      ask(
        "threads.sync_custom_action",
        { item_id: "msg_card", action: { type: "go", payload: { a: 1 } } },
        [{ given: true }],
      ),
      ask("threads.sync_custom_action", { action: { type: "go" } }, [{ given: true }]),
      ask("threads.sync_custom_action", { item_id: "msg_card", action: { type: "go" } }, [
        { item: { ...CARD, widget: { type: "Card", children: [] } } },
      ]),
      stored,
    ],
  },
  {
    name: "an action that cannot be answered at once",
    exchanges: [
      create("Hello", [said("Hi")]),
      ask("threads.sync_custom_action", { item_id: "msg_said", action: { type: "go" } }),
      ask("threads.sync_custom_action", { item_id: "msg_unknown", action: { type: "go" } }),
      ask("threads.sync_custom_action", { action: { type: "go" } }, [{ throw: "other" }]),
    ],
  },
  {
    name: "what a user thinks",
    exchanges: [
      create("Hello", [said("Hi", "msg_1"), said("Ho", "msg_2")]),
      feedback(["msg_1", "msg_2"], "positive"),
      feedback(["msg_1"], "negative"),
      feedback([], "negative"),
      add("What do I think?", [{ tell: "feedback" }]),
      feedback(["msg_1"], "positive", [{ throw: "other" }]),
      feedback(["msg_1", "msg_unknown"], "positive"),
    ],
  },
  {
    name: "a dictation",
    exchanges: [
      {
        ask: "input.transcribe",
        params: { audio_base64: "AAEC/w==", mime_type: "audio/webm;codecs=opus" },
      },
      { ask: "input.transcribe", params: { audio_base64: "", mime_type: "audio/mp4" } },
      {
        ask: "input.transcribe",
        params: { audio_base64: "AAEC", mime_type: "audio/mp4" },
        steps: [{ throw: "other" }],
      },
    ],
  },
  {
    name: "a list of threads, page by page",
    exchanges: [
      ...["A", "B", "C", "D", "E"].map((title) => create(title, [{ thread: { title } }])),
      { ask: "threads.list", params: { limit: 2 } },
      { ask: "threads.list", params: { limit: 2, after: "$cursor" } },
      { ask: "threads.list", params: { limit: 2, after: "$cursor" } },
      { ask: "threads.list", params: { limit: 3, order: "asc" } },
      { ask: "threads.list", params: { limit: 3, order: "asc", after: "$cursor" } },
      { ask: "threads.list", params: { limit: 0 } },
      { ask: "threads.list", params: {} },
      { ask: "threads.list", params: { after: UNKNOWN } },
    ],
  },
  {
    name: "no threads",
    exchanges: [{ ask: "threads.list", params: {} }],
  },
  {
    name: "a list of items, page by page",
    exchanges: [
      create("Count", [
        said("One", "msg_n1"),
        done({ type: "hidden_context_item", id: "msg_h", content: "hidden" }),
        said("Two", "msg_n2"),
        said("Three", "msg_n3"),
      ]),
      ask("items.list", { limit: 2 }),
      ask("items.list", { limit: 2, after: "$cursor" }),
      ask("items.list", { limit: 2, order: "asc" }),
      ask("items.list", { limit: 2, order: "asc", after: "$cursor" }),
      ask("items.list", { after: "msg_unknown" }),
    ],
  },
  {
    name: "a thread of more than a page",
    exchanges: [
      create(
        "Count",
        Array.from({ length: 25 }, (_, place) => said(`Number ${place}`, `msg_n${place}`)),
      ),
      ask("threads.get_by_id"),
      ask("items.list", { order: "asc" }),
      ask("items.list", { order: "asc", after: "$cursor" }),
      ask("items.list"),
    ],
  },
  {
    name: "a thread with a new name",
    exchanges: [
      create("Hello", [{ thread: { metadata: { secret: 1 } } }, said("Hi")]),
      ask("threads.update", { title: "A name" }),
      ask("threads.update", { title: "" }),
      ask("threads.get_by_id"),
      stored,
    ],
  },
  {
    name: "a thread that is deleted",
    exchanges: [
      create("Hello", [said("Hi")]),
      create("Another", [said("Ho")]),
      ask("threads.delete", { thread_id: "$thread:0" }),
      ask("threads.get_by_id", { thread_id: "$thread:0" }),
      { ask: "threads.list", params: {} },
      ask("threads.delete", { thread_id: "$thread:0" }),
    ],
  },
  {
    name: "threads that are not there",
    exchanges: [
      ...["threads.get_by_id", "items.list", "threads.delete"].map((type) =>
        ask(type, { thread_id: UNKNOWN }),
      ),
      ask("threads.update", { thread_id: UNKNOWN, title: "T" }),
      ask("items.feedback", { thread_id: UNKNOWN, item_ids: ["msg_1"], kind: "positive" }),
      ask("threads.sync_custom_action", { thread_id: UNKNOWN, action: { type: "go" } }),
      add("Hello", [], { params: { thread_id: UNKNOWN, ...(input("Hello") as object) } }),
      ask("threads.add_client_tool_output", { thread_id: UNKNOWN, result: 1 }),
      ask("threads.add_structured_input", { thread_id: UNKNOWN, item_id: "m", input: {} }),
      ask("threads.retry_after_item", { thread_id: UNKNOWN, item_id: "msg_1" }),
      ask("threads.custom_action", { thread_id: UNKNOWN, action: { type: "go" } }),
    ],
  },
  {
    name: "threads of somebody else",
    exchanges: [
      create("Mine", [said("Yours"), form, done(PENDING_CALL)]),
      { ...ask("threads.get_by_id"), as: "stranger" },
      { ...ask("items.list"), as: "stranger" },
      { ask: "threads.list", params: {}, as: "stranger" },
      { ...ask("threads.update", { title: "Taken" }), as: "stranger" },
      { ...ask("threads.delete"), as: "stranger" },
      { ...feedback(["msg_said"], "positive"), as: "stranger" },
      { ...add("Let me in"), as: "stranger" },
      { ...ask("threads.add_client_tool_output", { result: 1 }), as: "stranger" },
      {
        ...ask("threads.add_structured_input", { item_id: "msg_form", input: {} }),
        as: "stranger",
      },
      { ...ask("threads.retry_after_item", { item_id: "$message" }), as: "stranger" },
      { ...ask("threads.custom_action", { action: { type: "go" } }), as: "stranger" },
      { ...ask("threads.sync_custom_action", { action: { type: "go" } }), as: "stranger" },
      stored,
    ],
  },
  {
    name: "attachments of somebody else",
    exchanges: [
      { ask: "attachments.create", params: { name: "a.txt", size: 5, mime_type: "text/plain" } },
      {
        ask: "threads.create",
        params: input("Not mine", { attachments: ["$attachment"] }),
        as: "stranger",
      },
      { ask: "attachments.delete", params: { attachment_id: "$attachment" }, as: "stranger" },
    ],
  },
];
