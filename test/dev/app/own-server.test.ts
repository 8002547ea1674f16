import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { ownServerAnswers } from "../../../src/dev/app/own-server.ts";
import { listen } from "../../helpers/http.ts";

const forever = new AbortController().signal;

/** An app whose server answers in this way, one request after another; the last one again and again. */
async function app(...answers: readonly { readonly status: number; readonly afterMs: number }[]) {
  let count = 0;
  const server = await listen(async (_request, response) => {
    const answer = answers[Math.min(count++, answers.length - 1)];
    await sleep(answer?.afterMs ?? 0);
    response.writeHead(answer?.status ?? 500).end();
  });
  onTestFinished(server.close);
  return { ...server, asked: () => count };
}

test("a server that is starting is waited for", async () => {
  const { origin, asked } = await app({ status: 503, afterMs: 3_100 }, { status: 405, afterMs: 0 });
  await ownServerAnswers(origin, forever);
  expect(asked()).toBe(2);
});

test.each([405, 404, 200, 500])("one that answers %i has started", async (status) => {
  const { origin, asked } = await app({ status, afterMs: 0 });
  await ownServerAnswers(origin, forever);
  expect(asked()).toBe(1);
});

test("one that says at once that it does not start is not waited for", async () => {
  const { origin, asked } = await app({ status: 503, afterMs: 0 });
  await ownServerAnswers(origin, forever);
  expect(asked()).toBe(1);
});

test("the end of the run ends the wait", async () => {
  const { origin } = await app({ status: 503, afterMs: 60_000 });
  const run = new AbortController();
  const waiting = ownServerAnswers(origin, run.signal);
  run.abort(new Error("ended"));
  await expect(waiting).rejects.toThrow("ended");
});
