import { expect, test } from "vitest";
import { toApiItem } from "../../../src/offline/api/thread-item.ts";
import type {
  Annotation,
  Source,
  Task,
  ThreadItem,
} from "../../../templates/+self-hosted+node/server/chatkit/types.ts";

const BASE = { id: "msg_1", thread_id: "cthr_1", created_at: "2026-11-21T12:00:00.900Z" };
const COMMON = {
  id: "msg_1",
  thread_id: "cthr_1",
  created_at: 1_795_262_400,
  object: "chatkit.thread_item",
};

const annotation = (source: Source): Annotation => ({ type: "annotation", source, index: 3 });
const THOUGHT: Task = { type: "thought", content: "First", status_indicator: "none" };
const SEARCH: Task = {
  type: "web_search",
  title: "Looking",
  queries: ["cats"],
  sources: [],
  status_indicator: "complete",
};

test.each<[what: string, item: ThreadItem, expected: object]>([
  [
    "a message of the user with all that it can carry",
    {
      ...BASE,
      type: "user_message",
      content: [
        { type: "input_text", text: "Ask " },
        { type: "input_tag", id: "e1", text: "Paris", data: {} },
      ],
      quoted_text: "what was said",
      attachments: [
        { type: "file", id: "atc_1", name: "a.pdf", mime_type: "application/pdf" },
        {
          type: "image",
          id: "atc_2",
          name: "b.png",
          mime_type: "image/png",
          preview_url: "http://localhost/b",
        },
      ],
      inference_options: { tool_choice: { id: "search" } },
    },
    {
      type: "chatkit.user_message",
      content: [
        { type: "quoted_text", text: "what was said" },
        { type: "input_text", text: "Ask " },
        { type: "input_text", text: "Paris" },
      ],
      attachments: [
        {
          type: "file",
          id: "atc_1",
          name: "a.pdf",
          mime_type: "application/pdf",
          preview_url: null,
        },
        {
          type: "image",
          id: "atc_2",
          name: "b.png",
          mime_type: "image/png",
          preview_url: "http://localhost/b",
        },
      ],
      inference_options: { model: null, tool_choice: { id: "search" } },
    },
  ],
  [
    "an answer with sources",
    {
      ...BASE,
      type: "assistant_message",
      content: [
        {
          type: "output_text",
          text: "See",
          annotations: [
            annotation({ type: "url", title: "Page", url: "https://example.com" }),
            annotation({ type: "file", title: "File", filename: "a.pdf" }),
            annotation({ type: "entity", title: "Paris", id: "e1" }),
          ],
        },
      ],
    },
    {
      type: "chatkit.assistant_message",
      content: [
        {
          type: "output_text",
          text: "See",
          annotations: [
            { type: "url", source: { type: "url", url: "https://example.com" } },
            { type: "file", source: { type: "file", filename: "a.pdf" } },
          ],
        },
      ],
    },
  ],
  [
    "a thought",
    { ...BASE, type: "task", task: { ...THOUGHT, title: "Why" } },
    { type: "chatkit.task", task_type: "thought", heading: "Why", summary: "First" },
  ],
  [
    "a search, which the API knows as a task of the app's own",
    { ...BASE, type: "task", task: SEARCH },
    { type: "chatkit.task", task_type: "custom", heading: "Looking", summary: null },
  ],
  [
    "a workflow",
    {
      ...BASE,
      type: "workflow",
      workflow: {
        type: "reasoning",
        expanded: false,
        tasks: [THOUGHT],
      },
    },
    {
      type: "chatkit.task_group",
      tasks: [{ type: "thought", heading: null, summary: "First" }],
    },
  ],
  [
    "a client tool that answered nothing",
    {
      ...BASE,
      type: "client_tool_call",
      call_id: "tc_1",
      name: "go",
      arguments: {},
      status: "completed",
    },
    {
      type: "chatkit.client_tool_call",
      call_id: "tc_1",
      name: "go",
      arguments: "{}",
      output: "null",
      status: "completed",
    },
  ],
])("%s", (_, item, expected) => {
  expect(toApiItem(item)).toEqual([{ ...COMMON, ...expected }]);
});

test("what the API does not have is left out", () => {
  const items: ThreadItem[] = [
    { ...BASE, type: "end_of_turn" },
    { ...BASE, type: "hidden_context_item", content: "secret" },
    { ...BASE, type: "sdk_hidden_context", content: "secret" },
    { ...BASE, type: "generated_image" },
    { ...BASE, type: "structured_input", status: "pending", inputs: [] },
  ];
  expect(items.flatMap(toApiItem)).toEqual([]);
});
