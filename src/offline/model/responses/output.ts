import { randomBytes } from "node:crypto";
import type { Spoken } from "../spoken.ts";

export interface ReasoningItem {
  readonly id: string;
  readonly type: "reasoning";
  readonly summary: readonly { readonly type: "summary_text"; readonly text: string }[];
}

interface OutputText {
  readonly type: "output_text";
  readonly text: string;
  readonly annotations: readonly never[];
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
export function outputItems({ reasoning, text, toolCalls }: Spoken): OutputItem[] {
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
  const messages: readonly MessageItem[] = text === undefined ? [] : [messageItem(text)];
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

function messageItem(text: string): MessageItem {
  return {
    id: newId("msg"),
    type: "message",
    status: "completed",
    role: "assistant",
    content: [{ type: "output_text", text, annotations: [], logprobs: [] }],
  };
}
