import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type {
  Source,
  Task,
  ThreadItem,
  ThreadItemUpdate,
  ThreadStreamEvent,
} from "../../templates/+self-hosted+node/server/chatkit/types.ts";
import { compare } from "./compare.ts";
import { converse } from "./conversation.ts";
import { DIFFERENCES } from "./differences.ts";
import { type ScriptedModel, startScriptedModel } from "./model-server.ts";
import { startNode } from "./node-server.ts";
import { readRecording } from "./recording.ts";
import { SCENARIOS } from "./scenarios.ts";

describe("our server beside the official one", () => {
  let model: ScriptedModel;
  let node: Awaited<ReturnType<typeof startNode>>;

  beforeAll(async () => {
    model = await startScriptedModel();
    node = await startNode(model.baseUrl);
  });
  afterAll(async () => {
    await node?.close();
    await model?.close();
  });

  test.each(SCENARIOS)(
    "answers alike: $name",
    async (scenario) => {
      const recorded = readRecording(scenario.name);
      if (!recorded) throw new Error("There is no recording: RECORD=1 makes one.");
      const { answers, refusals, times } = await converse(scenario, node, model);
      const listed = DIFFERENCES.filter((difference) => difference.scenario === scenario.name);
      const { python, ours, stale } = compare(recorded, answers, listed);
      expect(ours).toEqual(python);
      expect(stale).toEqual([]);
      for (const { status, body } of refusals)
        expect(JSON.parse(body), `a refusal with ${status}`).toEqual({
          error: {
            code: expect.stringMatching(/^[a-z_]+$/),
            message: expect.any(String),
            ...(JSON.parse(body).error.hint && { hint: expect.any(String) }),
          },
        });
      // Python's times have no offset, which a browser elsewhere would misread.
      expect(times.filter((time) => !/(Z|[+-]\d\d:\d\d)$/.test(time))).toEqual([]);
    },
    20_000,
  );

  test("every listed difference belongs to a conversation", () => {
    const names = new Set(SCENARIOS.map(({ name }) => name));
    expect(DIFFERENCES.filter(({ scenario }) => !names.has(scenario))).toEqual([]);
  });
});

describe("the conversations", () => {
  const recorded = SCENARIOS.flatMap(({ name }) => readRecording(name) ?? []);
  const seen = new Set(typesIn(recorded));

  test("have names of their own", () => {
    expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length);
  });

  test("cover every request", () => {
    const asked = new Set(recorded.map(({ to }) => to));
    expect(REQUESTS.filter((type) => !asked.has(type))).toEqual([]);
  });

  test.each([
    ["event", EVENTS],
    ["item", ITEMS],
    ["update", UPDATES],
    ["task", TASKS],
    ["source", SOURCES],
    ["attachment", { file: true, image: true }],
    ["status of a thread", { active: true, locked: true, closed: true }],
  ])("cover every %s", (_, types) => {
    expect(Object.keys(types).filter((type) => !seen.has(type))).toEqual([]);
  });
});

const REQUESTS = [
  "threads.create",
  "threads.add_user_message",
  "threads.add_client_tool_output",
  "threads.add_structured_input",
  "threads.retry_after_item",
  "threads.custom_action",
  "threads.get_by_id",
  "threads.list",
  "threads.update",
  "threads.delete",
  "items.list",
  "items.feedback",
  "attachments.create",
  "attachments.delete",
  "input.transcribe",
  "threads.sync_custom_action",
];
// The compiler sees to it that nothing is left out.
const EVENTS: Record<ThreadStreamEvent["type"], true> = {
  "thread.created": true,
  "thread.updated": true,
  "thread.item.added": true,
  "thread.item.updated": true,
  "thread.item.done": true,
  "thread.item.removed": true,
  "thread.item.replaced": true,
  stream_options: true,
  progress_update: true,
  client_effect: true,
  error: true,
  notice: true,
};
const ITEMS: Record<ThreadItem["type"], true> = {
  user_message: true,
  assistant_message: true,
  client_tool_call: true,
  widget: true,
  generated_image: true,
  structured_input: true,
  task: true,
  workflow: true,
  end_of_turn: true,
  hidden_context_item: true,
  sdk_hidden_context: true,
};
const UPDATES: Record<ThreadItemUpdate["type"], true> = {
  "assistant_message.content_part.added": true,
  "assistant_message.content_part.text_delta": true,
  "assistant_message.content_part.annotation_added": true,
  "assistant_message.content_part.done": true,
  "widget.streaming_text.value_delta": true,
  "widget.component.updated": true,
  "widget.root.updated": true,
  "workflow.task.added": true,
  "workflow.task.updated": true,
  "generated_image.updated": true,
};
const TASKS: Record<Task["type"], true> = {
  custom: true,
  web_search: true,
  thought: true,
  file: true,
  image: true,
};
const SOURCES: Record<Source["type"], true> = { url: true, file: true, entity: true };

/** The types of everything in what was recorded. */
function* typesIn(value: unknown): Generator<string> {
  if (value === null || typeof value !== "object") return;
  if ("type" in value && typeof value.type === "string") yield value.type;
  for (const entry of Object.values(value)) yield* typesIn(entry);
}
