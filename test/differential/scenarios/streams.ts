import type { Task } from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import {
  add,
  ask,
  create,
  done,
  type Scenario,
  type ScenarioEvent,
  type ScenarioItem,
  type Step,
  said,
  stored,
  update,
} from "../scenario.ts";

const ANSWER: Extract<ScenarioItem, { type: "assistant_message" }> = {
  type: "assistant_message",
  id: "msg_a",
  content: [],
};
const event = (value: ScenarioEvent): Step => ({ yield: value });
const added = (item: Extract<ScenarioEvent, { type: "thread.item.added" }>["item"]): Step =>
  event({ type: "thread.item.added", item } as ScenarioEvent);
const part = (text: string) => ({ type: "output_text" as const, text, annotations: [] });
const delta = (text: string, content_index = 0) =>
  update("msg_a", {
    type: "assistant_message.content_part.text_delta",
    content_index,
    delta: text,
  });
const partAdded = (content_index = 0) =>
  update("msg_a", {
    type: "assistant_message.content_part.added",
    content_index,
    content: part(""),
  });
const text = (value: string, streaming: boolean) => ({
  type: "Card",
  children: [
    { type: "Title", value: "Story" },
    { type: "Text", id: "story", value, streaming },
  ],
});

const TASKS: readonly Task[] = [
  {
    type: "custom",
    title: "Bake",
    icon: "check",
    content: "A cake",
    status_indicator: "complete",
  },
  { type: "custom", status_indicator: "none" },
  {
    type: "web_search",
    title: "Search",
    title_query: "cakes",
    queries: ["cakes", "pies"],
    sources: [
      {
        type: "url",
        url: "https://example.com/cake",
        title: "Cake",
        description: "A page",
        timestamp: "yesterday",
        group: "Food",
        attribution: "Example",
      },
    ],
    status_indicator: "loading",
  },
  { type: "thought", title: "Hm", content: "Flour first", status_indicator: "none" },
  {
    type: "file",
    title: "Read",
    sources: [{ type: "file", filename: "cake.pdf", title: "Cake" }],
    status_indicator: "none",
  },
  { type: "image", title: "Draw", status_indicator: "loading" },
];

/** Every event, item, update, task, annotation and source, and the order in which they come. */
export const STREAMS: readonly Scenario[] = [
  {
    name: "an answer word by word",
    exchanges: [
      create("Hello", [
        added(ANSWER),
        partAdded(),
        delta("Hel"),
        delta("lo"),
        update("msg_a", {
          type: "assistant_message.content_part.done",
          content_index: 0,
          content: part("Hello"),
        }),
        done({ ...ANSWER, content: [part("Hello")] }),
      ]),
      stored,
    ],
  },
  {
    name: "citations of every kind",
    exchanges: [
      create("Cite", [
        added(ANSWER),
        partAdded(),
        delta("See there."),
        ...[
          {
            type: "url" as const,
            url: "https://example.com/a",
            title: "A",
            description: "d",
            timestamp: "2026",
            group: "g",
            attribution: "by",
          },
          { type: "file" as const, filename: "a.pdf", title: "File" },
          {
            type: "entity" as const,
            id: "e1",
            title: "Entity",
            icon: "user" as const,
            label: "L",
            inline_label: "i",
            interactive: true,
            data: { kind: "x", none: null },
          },
        ].map((source, annotation_index) =>
          update("msg_a", {
            type: "assistant_message.content_part.annotation_added",
            content_index: 0,
            annotation_index,
            annotation: { type: "annotation", source, index: 3 + annotation_index },
          }),
        ),
        done({
          ...ANSWER,
          content: [
            {
              ...part("See there."),
              annotations: [
                {
                  type: "annotation",
                  source: { type: "url", url: "https://example.com/a", title: "A" },
                },
              ],
            },
          ],
        }),
      ]),
      ask("items.list"),
    ],
  },
  {
    name: "tasks of every kind",
    exchanges: [
      create(
        "Work",
        TASKS.map((task, place) => done({ type: "task", id: `tsk_t${place}`, task })),
      ),
      ask("items.list"),
      stored,
    ],
  },
  {
    name: "a workflow as it grows",
    exchanges: [
      create("Work", [
        added({
          type: "workflow",
          id: "wf_w",
          workflow: { type: "custom", tasks: [TASKS[0] as Task], expanded: true },
        }),
        update("wf_w", { type: "workflow.task.added", task_index: 1, task: TASKS[2] as Task }),
        update("wf_w", { type: "workflow.task.updated", task_index: 1, task: TASKS[3] as Task }),
        done({
          type: "workflow",
          id: "wf_w",
          workflow: {
            type: "custom",
            tasks: [...TASKS],
            summary: { title: "Done", icon: "check" },
            expanded: false,
          },
        }),
        done({
          type: "workflow",
          id: "wf_r",
          workflow: {
            type: "reasoning",
            tasks: [],
            summary: { duration: 12 },
            expanded: false,
          },
        }),
      ]),
      ask("items.list"),
    ],
  },
  {
    name: "a picture as it appears",
    exchanges: [
      create("Draw", [
        added({ type: "generated_image", id: "msg_i" }),
        update("msg_i", {
          type: "generated_image.updated",
          image: { id: "ig_1", url: "data:image/png;base64,AA==" },
          progress: 0.25,
        }),
        update("msg_i", {
          type: "generated_image.updated",
          image: { id: "ig_1", url: "data:image/png;base64,AB==" },
        }),
        done({
          type: "generated_image",
          id: "msg_i",
          image: { id: "ig_1", url: "data:image/png;base64,AC==" },
        }),
      ]),
      ask("items.list"),
    ],
  },
  {
    name: "the other items",
    exchanges: [
      create("Show", [
        done({
          type: "client_tool_call",
          id: "tc_d",
          call_id: "call_d",
          name: "done",
          arguments: {},
          status: "completed",
          output: { fine: true },
        }),
        done({
          type: "widget",
          id: "msg_w",
          widget: { type: "ListView", children: [] },
        }),
        done({ type: "generated_image", id: "msg_none" }),
        done({ type: "end_of_turn", id: "msg_end" }),
        done({ type: "assistant_message", id: "msg_empty", content: [] }),
      ]),
      ask("items.list", { order: "asc" }),
    ],
  },
  {
    name: "items that stay hidden",
    exchanges: [
      create("Hide", [
        done({ type: "hidden_context_item", id: "msg_h1", content: { any: ["thing", null] } }),
        done({ type: "hidden_context_item", id: "msg_h2", content: "a text" }),
        done({ type: "sdk_hidden_context", id: "msg_h3", content: "of the SDK" }),
        said("Seen"),
      ]),
      ask("threads.get_by_id"),
      ask("items.list"),
      stored,
    ],
  },
  {
    name: "hidden items that are added or replaced",
    exchanges: [
      create("Hide", [
        added({ type: "hidden_context_item", id: "msg_h1", content: "added" }),
        event({
          type: "thread.item.replaced",
          item: { type: "hidden_context_item", id: "msg_h2", content: "replaced" },
        }),
      ]),
      stored,
    ],
  },
  {
    name: "items that are replaced and removed",
    exchanges: [
      create("Change", [
        said("First", "msg_1"),
        said("Second", "msg_2"),
        event({
          type: "thread.item.replaced",
          item: { type: "assistant_message", id: "msg_1", content: [part("Changed")] },
        }),
        event({
          type: "thread.item.replaced",
          item: { type: "assistant_message", id: "msg_new", content: [part("New")] },
        }),
        event({ type: "thread.item.removed", item_id: "msg_2" }),
        event({ type: "thread.item.removed", item_id: "msg_never" }),
      ]),
      stored,
    ],
  },
  {
    name: "an item that is done twice",
    exchanges: [
      create("Twice", [said("First", "msg_1"), said("Other", "msg_2"), said("Again", "msg_1")]),
      stored,
    ],
  },
  {
    name: "events that leave nothing behind",
    exchanges: [
      create("Tell", [
        event({ type: "progress_update", icon: "search", text: "Looking" }),
        event({ type: "progress_update", text: "Still looking" }),
        event({
          type: "client_effect",
          name: "flash",
          data: { a: 1, deep: { list: [1, 2.5, "x", true, null] }, none: null },
        }),
        event({ type: "client_effect", name: "bare", data: {} }),
        event({ type: "notice", level: "info", message: "**Fine**" }),
        event({ type: "notice", level: "warning", message: "Hm", title: "Careful" }),
        event({ type: "notice", level: "danger", message: "No" }),
        event({ type: "error", code: "custom", message: "Told", allow_retry: true }),
        event({ type: "error", code: "stream.error", allow_retry: false }),
        event({ type: "stream_options", stream_options: { allow_cancel: false } }),
      ]),
      stored,
    ],
  },
  {
    name: "an answer that cannot be stopped",
    exchanges: [create("Hello", [said("Hi")], { allowCancel: false })],
  },
  {
    name: "events for items that nobody added",
    exchanges: [create("Hello", [delta("lost"), partAdded(3), said("Found")]), stored],
  },
  {
    name: "a thread that gets a title",
    exchanges: [
      create("Hello", [{ thread: { title: "Greetings" } }, said("Hi")]),
      add("Again", [said("Ho", "msg_2"), { thread: { title: "Greetings again" } }]),
      add("And again", [{ thread: { title: "Only that" } }]),
      add("No change", [{ thread: { title: "Only that" } }, said("Ha", "msg_3")]),
      ask("threads.get_by_id"),
      stored,
    ],
  },
  {
    name: "a thread that changes between two events",
    exchanges: [
      create("Hello", [
        said("One", "msg_1"),
        { thread: { title: "One" } },
        said("Two", "msg_2"),
        said("Three", "msg_3"),
        { thread: { title: "Two" } },
        done({ type: "hidden_context_item", id: "msg_h", content: "hidden" }),
        said("Four", "msg_4"),
      ]),
    ],
  },
  {
    name: "a thread that is locked, closed and opened by its answers",
    exchanges: [
      create("Hello", [
        { thread: { status: { type: "locked", reason: "For now" } } },
        said("One", "msg_1"),
        { thread: { status: { type: "closed" } } },
        said("Two", "msg_2"),
        { thread: { status: { type: "active" } } },
        said("Three", "msg_3"),
      ]),
      ask("threads.get_by_id"),
    ],
  },
  {
    name: "a thread with notes and hosts of pictures",
    exchanges: [
      create("Hello", [
        {
          thread: {
            metadata: { secret: { deep: 1 } },
            allowed_image_domains: ["example.com"],
          },
        },
        said("Hi"),
      ]),
      add("Again", [{ tell: "given" }]),
      { ask: "threads.list", params: {} },
      stored,
    ],
  },
  {
    name: "a thread that changes before a failure",
    exchanges: [
      create("Hello", [{ thread: { title: "Kept" } }, { throw: "other" }]),
      ask("threads.get_by_id"),
    ],
  },
  {
    name: "a widget at once",
    exchanges: [
      create("Show", [
        {
          widget: {
            type: "Card",
            size: "sm",
            status: { text: "Fresh", icon: "check" },
            confirm: { label: "Yes", action: { type: "yes", payload: { id: 1 } } },
            cancel: { label: "No", action: { type: "no" } },
            children: [
              { type: "Markdown", value: "**Bold**" },
              {
                type: "Button",
                label: "Go",
                key: "k",
                onClickAction: {
                  type: "go",
                  payload: { to: null },
                  handler: "client",
                  loadingBehavior: "none",
                },
              },
              {
                type: "Form",
                onSubmitAction: { type: "send" },
                children: [{ type: "Input", name: "todo.title", required: true }],
              },
              { type: "Image", src: "https://example.com/a.png", alt: "A", size: 40 },
            ],
          },
          copy_text: "A card",
        },
      ]),
      ask("items.list"),
    ],
  },
  {
    name: "a widget whose text grows",
    exchanges: [
      create("Show", [
        {
          states: [
            text("", true),
            text("Once", true),
            text("Once", true),
            text("Once upon", false),
            text("Once upon", false),
          ],
          copy_text: "Once upon",
        },
      ]),
      stored,
    ],
  },
  {
    name: "a widget that changes its shape",
    exchanges: [
      create("Show", [
        {
          states: [
            { type: "Card", children: [{ type: "Text", id: "a", value: "A" }] },
            {
              type: "Card",
              children: [
                { type: "Text", id: "a", value: "A" },
                { type: "Badge", label: "New" },
              ],
            },
            {
              type: "Card",
              children: [
                { type: "Text", id: "a", value: "A and B" },
                { type: "Badge", label: "New" },
              ],
            },
            {
              type: "Card",
              children: [
                { type: "Text", id: "a", value: "A and B", weight: "bold" },
                { type: "Badge", label: "Newer" },
              ],
            },
          ],
        },
      ]),
      stored,
    ],
  },
  {
    name: "a widget whose text is rewritten",
    exchanges: [
      create("Show", [{ states: [text("Once", true), text("Twice", true)] }, said("Never")]),
      stored,
    ],
  },
  {
    name: "a widget whose text has another id",
    exchanges: [
      create("Show", [
        {
          states: [
            { type: "Card", children: [{ type: "Text", id: "a", value: "A" }] },
            { type: "Card", children: [{ type: "Text", id: "b", value: "A" }] },
          ],
        },
      ]),
    ],
  },
  {
    name: "a widget in one state",
    exchanges: [create("Show", [{ states: [text("Only", false)] }]), stored],
  },
  {
    name: "a widget with two texts that grow",
    exchanges: [
      create("Show", [
        {
          states: [
            {
              type: "Basic",
              children: [
                {
                  type: "Col",
                  children: [{ type: "Markdown", id: "m", value: "", streaming: true }],
                },
                { type: "Text", id: "t", value: "", streaming: true },
              ],
            },
            {
              type: "Basic",
              children: [
                {
                  type: "Col",
                  children: [{ type: "Markdown", id: "m", value: "# Hi", streaming: true }],
                },
                { type: "Text", id: "t", value: "Ho", streaming: true },
              ],
            },
            {
              type: "Basic",
              children: [
                {
                  type: "Col",
                  children: [{ type: "Markdown", id: "m", value: "# Hi", streaming: false }],
                },
                { type: "Text", id: "t", value: "Ho ho", streaming: false },
              ],
            },
          ],
        },
      ]),
    ],
  },
  {
    name: "updates of a widget by hand",
    exchanges: [
      create("Show", [
        added({ type: "widget", id: "msg_w", widget: { type: "Card", children: [] } }),
        update("msg_w", {
          type: "widget.root.updated",
          widget: { type: "Card", children: [{ type: "Text", id: "c", value: "" }] },
        }),
        update("msg_w", {
          type: "widget.streaming_text.value_delta",
          component_id: "c",
          delta: "x",
          done: false,
        }),
        update("msg_w", {
          type: "widget.component.updated",
          component_id: "c",
          component: { type: "Text", id: "c", value: "xyz" },
        }),
      ]),
      stored,
    ],
  },
  {
    name: "a stop in the middle of an answer",
    exchanges: [
      create(
        "Go on",
        [
          added(ANSWER),
          partAdded(),
          delta("One "),
          delta("two"),
          partAdded(1),
          delta("second part", 1),
          update("msg_a", {
            type: "assistant_message.content_part.annotation_added",
            content_index: 1,
            annotation_index: 0,
            annotation: {
              type: "annotation",
              source: { type: "file", filename: "a.txt", title: "A" },
              index: 2,
            },
          }),
          { hang: true },
        ],
        { leaveAfter: 10 },
      ),
      { look: "stored", until: "sdk_hidden_context" },
      ask("items.list"),
      add("Something else", [said("Sure")]),
      stored,
    ],
  },
  {
    name: "a stop before a word was said",
    exchanges: [
      create("Go on", [added(ANSWER), partAdded(), delta("  "), { hang: true }], { leaveAfter: 6 }),
      { look: "stored", until: "sdk_hidden_context" },
    ],
  },
  {
    name: "a stop after an answer of which more was to come",
    exchanges: [
      create("Go on", [said("All of it"), { hang: true }], { leaveAfter: 4 }),
      { look: "stored", until: "sdk_hidden_context" },
    ],
  },
  {
    name: "a stop while a workflow, a widget and a picture are made",
    exchanges: [
      create(
        "Go on",
        [
          added({
            type: "workflow",
            id: "wf_w",
            workflow: { type: "custom", tasks: [TASKS[0] as Task], expanded: false },
          }),
          added({ type: "widget", id: "msg_w", widget: { type: "Card", children: [] } }),
          added({ type: "generated_image", id: "msg_i" }),
          added({ type: "assistant_message", id: "msg_b", content: [part("Said at once")] }),
          { hang: true },
        ],
        { leaveAfter: 7 },
      ),
      { look: "stored", until: "sdk_hidden_context" },
    ],
  },
  {
    name: "a stop of parts that came out of order",
    exchanges: [
      create("Go on", [added(ANSWER), delta("third", 2), { hang: true }], { leaveAfter: 5 }),
      { look: "stored", until: "sdk_hidden_context" },
    ],
  },
  {
    name: "a stop of an action",
    exchanges: [
      create("Hello", [said("Hi")]),
      ask(
        "threads.custom_action",
        { action: { type: "go" } },
        [added(ANSWER), delta("Going"), { hang: true }],
        { leaveAfter: 3 },
      ),
      { look: "stored", until: "sdk_hidden_context" },
    ],
  },
  {
    name: "a pause in an answer",
    exchanges: [create("Slowly", [said("One", "msg_1"), { pause: true }, said("Two", "msg_2")])],
  },
];
