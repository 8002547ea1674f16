import { expect } from "vitest";
import type { AppAnswers, RunningApp } from "../../helpers/app.ts";
import type { ResponsesServer } from "../../helpers/responses-server.ts";
import { ApiVisitor, type Json, say, type Wire } from "../../helpers/visitor.ts";
import type { Subject } from "../common.ts";

/** A self-hosted app that was made, with the model behind it. */
export interface SelfHosted extends Subject {
  readonly model: ResponsesServer;
  readonly answers: AppAnswers;
}

/** The smallest picture. */
export const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

/** Somebody who has an identity. */
export async function newVisitor(running: RunningApp): Promise<ApiVisitor> {
  const visitor = new ApiVisitor(running.origin);
  expect((await visitor.identify()).status).toBe(200);
  return visitor;
}

/** Tells the request in which the model was asked something. */
export const asked = (words: string) => (request: { body: { input: unknown } }) =>
  JSON.stringify(request.body.input).includes(words);

/** The thread that a stream has created. */
export function threadOf(events: readonly Wire[]): string {
  const created = events.find(({ type }) => type === "thread.created") as Json;
  return created.thread.id;
}

/** What the assistant says in a stream. */
export function textOf(events: readonly Wire[]): string {
  return events
    .filter(({ type }) => type === "thread.item.done")
    .map(({ item }) => item as Json)
    .filter(({ type }) => type === "assistant_message")
    .flatMap(({ content }) => content.map(({ text }: Json) => text))
    .join("");
}

/** Begins an answer that never ends, and waits for its third word. */
export async function beginSlowly(
  visitor: ApiVisitor,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ leave: () => void; thread_id: string }> {
  const leaving = new AbortController();
  const answer = await visitor.fetch("/chatkit", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ type: "threads.create", params: { input: say("Be slow") } }),
    signal: leaving.signal,
  });
  const reader = answer.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  while (!text.includes("word3")) {
    const { value, done } = (await reader?.read()) ?? { done: true };
    if (done) throw new Error(`The answer ended early: ${text}`);
    text += decoder.decode(value, { stream: true });
  }
  const thread_id = JSON.parse(text.slice(6, text.indexOf("\n"))).thread.id;
  return { leave: () => leaving.abort(), thread_id };
}

/** What the assistant has said in a thread. */
export async function saidIn(visitor: ApiVisitor, thread_id: string): Promise<string | undefined> {
  const { body } = await visitor.chatkit("threads.get_by_id", { thread_id });
  const answer = body.items.data.find(({ type }: Json) => type === "assistant_message");
  return answer?.content[0].text;
}
