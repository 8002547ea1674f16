import type { OfferedTool, Question } from "../../../src/offline/model/model.ts";

/** A tool that takes texts of these names. */
export function tool(name: string, ...names: readonly string[]): OfferedTool {
  const properties = Object.fromEntries(names.map((each) => [each, { type: "string" }]));
  return { name, parameters: { type: "object", properties, required: names } };
}

/** What a self-hosted app with the tour offers. */
export const TOUR_TOOLS: readonly OfferedTool[] = [
  tool("get_weather", "city"),
  tool("search_notes", "query"),
  tool("save_fact", "fact"),
  tool("recall_facts"),
  tool("switch_theme", "theme"),
  tool("ask_travel_plans"),
  tool("show_gallery", "widget"),
];

/** What the stand-in for a hosted workflow offers. */
export const HOSTED_TOOLS: readonly OfferedTool[] = [
  tool("switch_theme", "theme"),
  tool("record_fact", "fact_id", "fact_text"),
];

/** A question of the first turn, without tools. */
export function ask(text: string, more: Partial<Question> = {}): Question {
  return {
    text,
    turn: 1,
    toolResult: null,
    note: null,
    toolCalls: 0,
    calledTools: [],
    tools: [],
    forcedTool: null,
    mustCallTool: false,
    attachments: [],
    model: "gpt-4.1-mini",
    instructions: "You are a helpful assistant.",
    ...more,
  };
}
