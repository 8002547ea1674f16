import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunningApp } from "../../helpers/app.ts";
import { cli, oneJsonValue } from "../../helpers/cli.ts";
import type { Failure } from "../../helpers/http.ts";
import { until } from "../../helpers/processes.ts";
import { type Json, say } from "../../helpers/visitor.ts";
import {
  asked,
  beginSlowly,
  newVisitor,
  type SelfHosted,
  saidIn,
  textOf,
  threadOf,
} from "./conversation.ts";

/** A conversation without a browser: order of events, privacy, limits, errors. */
export function speaksTheProtocol(subject: () => SelfHosted): void {
  describe("its protocol", () => {
    let running: RunningApp;

    beforeAll(async () => {
      running = await subject().app.start("start");
    });
    afterAll(() => running?.crash());

    test("streams an answer and keeps the thread for its owner alone", async () => {
      const { model } = subject();
      const owner = await newVisitor(running);
      const { status, events } = await owner.chatkit("threads.create", { input: say("Hello") });
      expect(status).toBe(200);
      expect(events.slice(0, 3).map(({ type }) => type)).toEqual([
        "thread.created",
        "thread.item.done",
        "stream_options",
      ]);
      expect(textOf(events)).toBe("You said: Hello");
      expect(model.requests.at(-1)?.body.model ?? "").not.toBe("");
      const thread_id = threadOf(events);

      const listed = await owner.chatkit("threads.list", { limit: 20, order: "desc" });
      expect(listed.body.data.map(({ id }: Json) => id)).toEqual([thread_id]);
      const kept = await owner.chatkit("threads.get_by_id", { thread_id });
      expect(kept.body.items.data.map(({ type }: Json) => type)).toEqual([
        "user_message",
        "assistant_message",
      ]);

      const stranger = await newVisitor(running);
      expect((await stranger.chatkit("threads.list", {})).body.data).toEqual([]);
      for (const [type, params] of [
        ["threads.get_by_id", { thread_id }],
        ["items.list", { thread_id }],
        ["threads.update", { thread_id, title: "Mine now" }],
        ["threads.add_user_message", { thread_id, input: say("Let me in") }],
        ["threads.custom_action", { thread_id, action: { type: "x" } }],
      ] as const) {
        const answer = await stranger.chatkit(type, params);
        expect([answer.status, textOf(answer.events)], type).toEqual([404, ""]);
      }
      await stranger.chatkit("threads.delete", { thread_id });
      expect((await owner.chatkit("threads.get_by_id", { thread_id })).status).toBe(200);
      await owner.chatkit("threads.delete", { thread_id });
      expect((await owner.chatkit("threads.get_by_id", { thread_id })).status).toBe(404);
    });

    test("opens to the identity that chatkit session signs, for that user alone", async () => {
      const run = await cli(["session", "--user", "ada", "--json"], {
        ...{ cwd: subject().app.dir, door: "chatkit" },
      });
      expect(run.code).toBe(0);
      const { identity } = oneJsonValue(run) as Json;
      const ask = async (type: string, params: object) => {
        const response = await fetch(new URL("/chatkit", running.origin), {
          method: "POST",
          headers: { "content-type": "application/json", cookie: identity.cookie },
          body: JSON.stringify({ type, params }),
        });
        return { status: response.status, text: await response.text() };
      };
      const made = await ask("threads.create", { input: say("Hello from CI") });
      expect(made.status).toBe(200);
      expect(made.text).toContain("Hello from CI");
      const listed = await ask("threads.list", {});
      expect(JSON.parse(listed.text).data).toHaveLength(1);
    });

    test("remembers the conversation, in order, beyond a page of items", async () => {
      const { model } = subject();
      const visitor = await newVisitor(running);
      const { events } = await visitor.chatkit("threads.create", { input: say("Turn 1") });
      const thread_id = threadOf(events);
      for (let turn = 2; turn <= 12; turn++)
        await visitor.chatkit("threads.add_user_message", {
          thread_id,
          input: say(`Turn ${turn}`),
        });
      const seen = JSON.stringify(model.requests.findLast(asked("Turn 12"))?.body.input);
      expect(seen.indexOf("Turn 12")).toBeGreaterThan(seen.indexOf("Turn 11"));

      const { body } = await visitor.chatkit("threads.get_by_id", { thread_id });
      const rest = await visitor.chatkit("items.list", {
        thread_id,
        order: "asc",
        after: body.items.after,
      });
      const items = [...body.items.data, ...rest.body.data];
      expect(items).toHaveLength(24);
      expect(new Set(items.map(({ id }) => id)).size).toBe(24);
      const said = items.filter(({ type }) => type === "user_message");
      expect(said.map(({ content }) => content[0].text)).toEqual(
        Array.from({ length: 12 }, (_, index) => `Turn ${index + 1}`),
      );
    });

    test("names a thread by what was said in it", async () => {
      const visitor = await newVisitor(running);
      await visitor.chatkit("threads.create", { input: say("Tell me about penguins") });
      const title = await until("a title", async () => {
        const { body } = await visitor.chatkit("threads.list", {});
        return body.data[0].title as string | undefined;
      });
      expect(title).toContain("penguins");
    });

    test("answers what it does not understand with 400, and what is not there with 404", async () => {
      const visitor = await newVisitor(running);
      for (const body of ["{", "{}", '{"type":"threads.fly","params":{}}', "[]"]) {
        const answer = await visitor.fetch("/chatkit", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body,
        });
        expect(answer.status, body).toBe(400);
        const { error } = (await answer.json()) as Json;
        expect(error.code).toBe("bad_request");
        expect(JSON.stringify(error)).not.toMatch(/Traceback|pydantic|\.py/);
      }
      const gone = await visitor.chatkit("threads.get_by_id", { thread_id: "thr_none" });
      expect(gone).toMatchObject({ status: 404, body: { error: { message: expect.any(String) } } });
    });

    test.each<[Failure, RegExp]>([
      ["unauthorized", /key/i],
      ["forbidden", /key|permission|refused/i],
      ["rate_limited", /too many|limit|busy|wait/i],
      ["server_error", /has a problem/],
      ["reset", /cannot be reached/],
    ])("words the model's failure %s in the chat", async (failure, words) => {
      const { model } = subject();
      const visitor = await newVisitor(running);
      model.failWith(failure);
      const { status, events } = await visitor.chatkit("threads.create", { input: say("Hello") });
      expect(status).toBe(200);
      const errors = events.filter(({ type }) => type === "error");
      expect(errors).toHaveLength(1);
      expect(errors[0]?.message).toMatch(words);
      expect(JSON.stringify(events)).not.toMatch(/sk-test|Traceback/);
    });

    test("stops the model when the reader leaves, and keeps what was said", async () => {
      const { model } = subject();
      const visitor = await newVisitor(running);
      const { leave, thread_id } = await beginSlowly(visitor);
      leave();
      await until(
        "the model to be stopped",
        () => model.requests.findLast(({ reply }) => reply.kind === "slow")?.aborted,
        10_000,
      );
      const partial = await until("the partial answer", async () => saidIn(visitor, thread_id));
      expect(partial).toContain("word3");
    });

    test("limits how often a user may ask", async () => {
      const visitor = await newVisitor(running);
      const statuses = [];
      const ask = () => visitor.chatkit("threads.create", { input: say("Hello") });
      for (let i = 0; i < 30; i++) statuses.push((await ask()).status);
      expect(statuses).toEqual(Array(30).fill(200));
      const refused = await visitor.fetch("/chatkit", {
        method: "POST",
        body: JSON.stringify({ type: "threads.create", params: { input: say("Hello") } }),
        headers: { "content-type": "application/json" },
      });
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(await refused.json()).toMatchObject({ error: { code: "rate_limited" } });
    });

    test("lets an answer outlive its connection where it can and the page asks for it", async () => {
      const { model, answers } = subject();
      const visitor = await newVisitor(running);
      const turn = "a-turn-of-the-test-0123456789";
      const slow = () => model.requests.findLast(({ reply }) => reply.kind === "slow");
      const { leave, thread_id } = await beginSlowly(visitor, { "ChatKit-Turn": turn });
      leave();
      if (answers.runtime === "node") {
        await sleep(1_000);
        expect(slow()?.aborted).toBe(false);
      }
      const stopped = await visitor.fetch(`/api/turns/${turn}/stop`, { method: "POST" });
      expect(stopped.status).toBe(204);
      await until("the model to be stopped", () => slow()?.aborted, 10_000);
      await until("the partial answer", async () => saidIn(visitor, thread_id));
    });

    test("stops on SIGTERM within seconds, and keeps what was being said", async () => {
      const { app, answers } = subject();
      const visitor = await newVisitor(running);
      const { leave, thread_id } = await beginSlowly(visitor);
      const asked = Date.now();
      await running.stop("SIGTERM");
      expect(Date.now() - asked).toBeLessThan(10_000);
      leave();
      if (answers.store === "memory") return;
      running = await app.start("start");
      expect(await saidIn(visitor.at(running.origin), thread_id)).toContain("word3");
    });
  });
}
