import { expect } from "vitest";
import type { AppAnswers, RunningApp } from "../../helpers/app.ts";
import type { ResponsesServer } from "../../helpers/responses-server.ts";
import { ApiVisitor, type Json, type Wire } from "../../helpers/visitor.ts";
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
