import { sampleArguments } from "./json-schema/sample.ts";
import type { OfferedTool, Question, ToolCall } from "./model.ts";

/** A wish such as "call get_weather" or `use the tool lookup with {"id": 3}`. */
const WISH =
  /\b(?:call|use|run|invoke)\s+(?:the\s+)?(?:tool\s+)?[`"']?(?<name>[\w.-]*\w)[`"']?(?<rest>[\s\S]*)/i;

/** With its arguments; a longer text is about something else. */
const LONGEST_WISH = 10_000;

/** The call that has to be made although no fixture makes it, with arguments that are allowed. */
export function requiredCall(question: Question): ToolCall | null {
  const { forcedTool, mustCallTool, tools, calledTools, text } = question;
  const forced = tools.find(({ name }) => name === forcedTool);
  // Where every answer has to be a call, the last tool is often the one that ends the run.
  const next = tools.find(({ name }) => !calledTools.includes(name)) ?? tools.at(-1);
  const chosen = forced ?? (mustCallTool ? next : undefined);
  return chosen ? { name: chosen.name, arguments: sampleArguments(chosen.parameters, text) } : null;
}

/** The call of one of the app's tools that the user names, if that is what the message is about. */
export function requestedCall({ tools, text, toolResult, note }: Question): ToolCall | null {
  if (toolResult !== null || note !== null) return null;
  const { name, rest = "" } = WISH.exec(text.slice(0, LONGEST_WISH))?.groups ?? {};
  const tool = tools.find((offered) => offered.name.toLowerCase() === name?.toLowerCase());
  return tool ? { name: tool.name, arguments: argumentsIn(rest, tool) } : null;
}

function argumentsIn(rest: string, { parameters }: OfferedTool): Record<string, unknown> {
  const braced = /\{[\s\S]*\}/.exec(rest)?.[0];
  if (braced !== undefined) {
    try {
      return JSON.parse(braced) as Record<string, unknown>;
    } catch {
      // Words in braces are words.
    }
  }
  const said = rest.replace(/^\s*(?:tool\s+)?(?:with|for|on)?\s*/i, "").replace(/[.!?\s]+$/, "");
  return sampleArguments(parameters, said || "example");
}
