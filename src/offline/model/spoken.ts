import { type Cited, cited } from "./cited.ts";
import { sample } from "./json-schema/sample.ts";
import type { Answer, ToolCall } from "./model.ts";

/** What an answer says, in the order in which a model says it. */
export interface Spoken {
  readonly reasoning: string | undefined;
  readonly text: string | undefined;
  /** Pages that the text cites; what has to be JSON cites none. */
  readonly citations: readonly Cited[];
  readonly toolCalls: readonly ToolCall[];
}

/** How the app wants a text: as it is, as any JSON, or as JSON of a schema. */
export type TextFormat =
  | { readonly type: "text" }
  | { readonly type: "json_object" }
  | { readonly type: "json_schema"; readonly schema: Readonly<Record<string, unknown>> };

/**
 * Words an answer as the app wants it: where it has to be JSON and is not, its text becomes part
 * of a JSON that is allowed.
 */
export function spoken(answer: Answer, format: TextFormat): Spoken {
  const { reasoning, text, toolCalls = [] } = answer;
  const isSilent = toolCalls.length === 0;
  return {
    reasoning,
    text: text === undefined ? (isSilent ? "" : undefined) : formatted(text, format),
    citations: format.type === "text" ? cited(text ?? "", answer.citations) : [],
    toolCalls,
  };
}

function formatted(text: string, format: TextFormat): string {
  if (format.type === "text" || isObject(text)) return text;
  const value = format.type === "json_object" ? { answer: text } : sample(format.schema, text);
  return JSON.stringify(value);
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null;
  } catch {
    // It is plain text.
    return false;
  }
}
