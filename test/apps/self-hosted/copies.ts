import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunningApp } from "../../helpers/app.ts";
import type { LocalServer } from "../../helpers/http.ts";
import { until } from "../../helpers/processes.ts";
import { startRoundRobin } from "../../helpers/round-robin.ts";
import { ApiVisitor, type Json, say } from "../../helpers/visitor.ts";
import { beginSlowly, PNG, type SelfHosted, saidIn, textOf, threadOf } from "./conversation.ts";

const USERS = 6;
const MESSAGES = 4;

/** Two copies of the server on one store, behind a load balancer that knows nothing of users. */
export function runsInSeveralCopies(subject: () => SelfHosted): void {
  describe("two copies of it on one store", () => {
    let copies: RunningApp[];
    let balancer: LocalServer;

    beforeAll(async () => {
      const { app } = subject();
      copies = await Promise.all([app.start("start"), app.start("start")]);
      balancer = await startRoundRobin(copies.map(({ origin }) => origin));
    });
    afterAll(async () => {
      await balancer?.close();
      await Promise.all((copies ?? []).map((copy) => copy.crash()));
    });

    const arrive = async () => {
      const visitor = new ApiVisitor(balancer.origin);
      expect((await visitor.identify()).status).toBe(200);
      return visitor;
    };

    test("serve many people at once, each from either copy", async () => {
      const talk = async (name: number) => {
        const visitor = await arrive();
        const created = await visitor.chatkit("threads.create", { input: say(`${name}.0`) });
        const thread_id = threadOf(created.events);
        const answers = [textOf(created.events)];
        for (let n = 1; n < MESSAGES; n++) {
          const input = say(`${name}.${n}`);
          const { events } = await visitor.chatkit("threads.add_user_message", {
            thread_id,
            input,
          });
          answers.push(textOf(events));
        }
        return { visitor, thread_id, answers };
      };
      const talks = await Promise.all(Array.from({ length: USERS }, (_, name) => talk(name)));
      for (const [name, { visitor, thread_id, answers }] of talks.entries()) {
        const said = Array.from({ length: MESSAGES }, (_, n) => `${name}.${n}`);
        expect(answers).toEqual(said.map((words) => `You said: ${words}`));
        for (const copy of copies) {
          const back = visitor.at(copy.origin);
          const { body } = await back.chatkit("items.list", { thread_id, order: "asc" });
          const texts = body.data.map(({ content }: Json) => content[0].text);
          expect(texts).toEqual(said.flatMap((words) => [words, `You said: ${words}`]));
          const { body: threads } = await back.chatkit("threads.list", {});
          expect(threads.data.map(({ id }: Json) => id)).toEqual([thread_id]);
          const neighbour = talks[(name + 1) % USERS]?.thread_id;
          const foreign = await back.chatkit("threads.get_by_id", { thread_id: neighbour });
          expect(foreign.status).toBe(404);
        }
      }
    });

    test("give out a file that the other one took", async () => {
      const visitor = await arrive();
      const { body: attachment } = await visitor.chatkit("attachments.create", {
        name: "dot.png",
        size: PNG.length,
        mime_type: "image/png",
      });
      const { url } = attachment.upload_descriptor;
      expect((await fetch(url, { method: "PUT", body: PNG })).status).toBe(200);
      const input = say("See", { attachments: [attachment.id] });
      const { events } = await visitor.chatkit("threads.create", { input });
      const thread_id = threadOf(events);
      for (const copy of copies) {
        const { body } = await visitor.at(copy.origin).chatkit("threads.get_by_id", { thread_id });
        const preview = await fetch(body.items.data[0].attachments[0].preview_url);
        expect(Buffer.from(await preview.arrayBuffer())).toEqual(PNG);
      }
    });

    test("stop an answer that the other one makes", async () => {
      const { model, answers } = subject();
      const [maker, other] = copies as [RunningApp, RunningApp];
      const visitor = (await arrive()).at(maker.origin);
      const turn = `turn-of-another-copy-${answers.store}`;
      const slow = () => model.requests.findLast(({ reply }) => reply.kind === "slow");
      const { leave, thread_id } = await beginSlowly(visitor, { "ChatKit-Turn": turn });
      leave();
      await sleep(1_500);
      expect(slow()?.aborted).toBe(false);
      const elsewhere = visitor.at(other.origin);
      await elsewhere.fetch(`/api/turns/${turn}/stop`, { method: "POST" });
      await until("the model to be stopped", () => slow()?.aborted, 10_000);
      expect(await until("the words", () => saidIn(elsewhere, thread_id))).toContain("word3");
    });

    test("end an answer of the other one when its thread goes on", async () => {
      const { model } = subject();
      const [maker, other] = copies as [RunningApp, RunningApp];
      const visitor = (await arrive()).at(maker.origin);
      const slow = () => model.requests.findLast(({ reply }) => reply.kind === "slow");
      const turn = { "ChatKit-Turn": "turn-that-a-message-ends" };
      const { leave, thread_id } = await beginSlowly(visitor, turn);
      leave();
      const elsewhere = visitor.at(other.origin);
      const next = { thread_id, input: say("Hello again") };
      const { events } = await elsewhere.chatkit("threads.add_user_message", next);
      expect(slow()?.aborted).toBe(true);
      // The model is told as well that its last answer was stopped.
      const answer = textOf(events);
      expect(answer).toMatch(/^You said: .*The user cancelled the stream.*Hello again$/s);
      const { body } = await elsewhere.chatkit("items.list", { thread_id, order: "asc" });
      const texts = body.data.map(({ content }: Json) => content[0].text);
      expect(texts).toEqual(["Be slow", expect.stringContaining("word3"), "Hello again", answer]);
    });
  });
}
