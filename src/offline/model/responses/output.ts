import { randomBytes } from "node:crypto";
import type { Cited } from "../cited.ts";
import type { Spoken } from "../spoken.ts";

export interface ReasoningItem {
  readonly id: string;
  readonly type: "reasoning";
  readonly summary: readonly { readonly type: "summary_text"; readonly text: string }[];
}

interface UrlCitation {
  readonly type: "url_citation";
  readonly url: string;
  readonly title: string;
  readonly start_index: number;
  readonly end_index: number;
}

interface OutputText {
  readonly type: "output_text";
  readonly text: string;
  readonly annotations: readonly UrlCitation[];
  readonly logprobs: readonly never[];
}

export interface MessageItem {
  readonly id: string;
  readonly type: "message";
  readonly status: "completed";
  readonly role: "assistant";
  readonly content: readonly [OutputText];
}

export interface FunctionCallItem {
  readonly id: string;
  readonly type: "function_call";
  readonly status: "completed";
  readonly call_id: string;
  readonly name: string;
  /** JSON */
  readonly arguments: string;
}

export type OutputItem = ReasoningItem | MessageItem | FunctionCallItem;

/** Makes the items of a response: thoughts, a message, then calls. */
export function outputItems({ reasoning, text, citations, toolCalls }: Spoken): OutputItem[] {
  const thoughts: readonly ReasoningItem[] =
    reasoning === undefined
      ? []
      : [
          {
            id: newId("rs"),
            type: "reasoning",
            summary: [{ type: "summary_text", text: reasoning }],
          },
        ];
  const messages: readonly MessageItem[] = text === undefined ? [] : [messageItem(text, citations)];
  const calls = toolCalls.map(
    ({ name, arguments: given }): FunctionCallItem => ({
      id: newId("fc"),
      type: "function_call",
      status: "completed",
      call_id: newId("call"),
      name,
      arguments: JSON.stringify(given),
    }),
  );
  return [...thoughts, ...messages, ...calls];
}

/** @param prefix such as `resp` */
export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(24).toString("hex")}`;
}

function messageItem(text: string, citations: readonly Cited[]): MessageItem {
  const annotations = citations.map(({ url, title, start, end }): UrlCitation => {
    return { type: "url_citation", url, title, start_index: start, end_index: end };
  });
  return {
    id: newId("msg"),
    type: "message",
    status: "completed",
    role: "assistant",
    content: [{ type: "output_text", text, annotations, logprobs: [] }],
  };
}
