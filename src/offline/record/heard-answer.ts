import { createParser } from "eventsource-parser";
import { z } from "zod";
import type { Answer, Citation, ToolCall } from "../model/model.ts";
import { asInput, type InputItem } from "../model/responses/request.ts";

/** What a model said, and what of it the next request may go on from. */
export interface HeardAnswer {
  readonly answer: Pick<Answer, "reasoning" | "text" | "citations" | "toolCalls">;
  /** The response's id; null for a chat completion. */
  readonly id: string | null;
  readonly output: readonly InputItem[];
}

const annotation = z.looseObject({
  url: z.string().optional(),
  title: z.string().optional(),
  start_index: z.int().optional(),
  end_index: z.int().optional(),
});
const textPart = z.looseObject({
  text: z.string().optional(),
  refusal: z.string().optional(),
  annotations: z.array(annotation).nullish(),
});
const outputItem = z.looseObject({
  type: z.string(),
  content: z.array(textPart).nullish(),
  summary: z.array(textPart).nullish(),
  name: z.string().optional(),
  arguments: z.string().optional(),
});
const response = z.looseObject({
  id: z.string(),
  status: z.literal("completed"),
  output: z.array(outputItem),
});

const calledFunction = z.looseObject({
  name: z.string().optional(),
  arguments: z.string().optional(),
});
const chatPart = z.looseObject({
  content: z.string().nullish(),
  refusal: z.string().nullish(),
  tool_calls: z
    .array(z.looseObject({ index: z.int().optional(), function: calledFunction.optional() }))
    .nullish(),
});
const completion = z.looseObject({
  choices: z.array(
    z.looseObject({
      message: chatPart.optional(),
      delta: chatPart.optional(),
      finish_reason: z.string().nullish(),
    }),
  ),
});

/**
 * Understands what the Responses API answered.
 *
 * @param body of the whole answer: server-sent events, or JSON
 * @returns null for an answer that did not come to its end
 */
export function heardResponse(body: string): HeardAnswer | null {
  const told = valuesIn(body);
  const last = told
    .map((value) => (isObject(value) && isObject(value.response) ? value.response : value))
    .findLast((value) => response.safeParse(value).success);
  const heard = response.safeParse(last).data;
  if (!heard) return null;
  const { id, output } = heard;
  const texts = output
    .filter(({ type }) => type === "message")
    .flatMap(({ content }) => content ?? []);
  const thoughts = output.flatMap(({ summary }) => summary ?? []).map(({ text }) => text ?? "");
  const calls = output
    .filter(({ type }) => type === "function_call")
    .map((item) => callOf(item.name, item.arguments));
  const text = texts.map((part) => part.text ?? part.refusal ?? "").join("");
  return {
    answer: answerOf({
      text,
      reasoning: thoughts.join("\n\n"),
      citations: texts.flatMap(citationsIn),
      calls,
    }),
    id,
    output: asInput(output),
  };
}

/** The same for Chat Completions. */
export function heardCompletion(body: string): HeardAnswer | null {
  const told = valuesIn(body).flatMap((value) => {
    const { data } = completion.safeParse(value);
    return data ? [data] : [];
  });
  const choices = told.flatMap((heard) => heard.choices.slice(0, 1));
  if (!choices.some(({ finish_reason: reason }) => reason)) return null;
  const parts = choices.map(({ message, delta }) => message ?? delta ?? {});
  const text = parts.map(({ content, refusal }) => content ?? refusal ?? "").join("");
  const calls: { name: string; given: string }[] = [];
  for (const { tool_calls: called } of parts) {
    for (const [place, { index = place, function: part }] of (called ?? []).entries()) {
      const before = calls[index] ?? { name: "", given: "" };
      calls[index] = {
        name: before.name + (part?.name ?? ""),
        given: before.given + (part?.arguments ?? ""),
      };
    }
  }
  const made = calls.map(({ name, given }) => callOf(name, given));
  return {
    answer: answerOf({ text, reasoning: "", citations: [], calls: made }),
    id: null,
    output: [],
  };
}

function answerOf(said: {
  readonly text: string;
  readonly reasoning: string;
  readonly citations: readonly Citation[];
  readonly calls: readonly ToolCall[];
}) {
  return {
    ...(said.reasoning !== "" && { reasoning: said.reasoning }),
    ...((said.text !== "" || said.calls.length === 0) && { text: said.text }),
    ...(said.citations.length > 0 && { citations: said.citations }),
    ...(said.calls.length > 0 && { toolCalls: said.calls }),
  };
}

/** The pages that a text cites, and where; files of OpenAI's own store mean nothing offline. */
function citationsIn({ text = "", annotations }: z.infer<typeof textPart>): Citation[] {
  return (annotations ?? []).flatMap(({ url, title, start_index: start, end_index: end }) => {
    if (url === undefined || !/^https?:/.test(url)) return [];
    const after = text.slice(start, end);
    return [{ url, title: title || url, ...(after !== "" && { after }) }];
  });
}

function callOf(name = "", given = ""): ToolCall {
  const value = parsed(given);
  return { name, arguments: isObject(value) ? value : {} };
}

/** The JSON values of an answer: one, or one of each event. */
function valuesIn(body: string): unknown[] {
  const whole = parsed(body);
  if (whole !== undefined) return [whole];
  const values: unknown[] = [];
  const parser = createParser({ onEvent: ({ data }) => values.push(parsed(data)) });
  parser.feed(body);
  return values;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // An answer that is no JSON holds nothing to be recorded.
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
