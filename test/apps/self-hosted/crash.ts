import { expect, test } from "vitest";
import { type Json, say } from "../../helpers/visitor.ts";
import { newVisitor, PNG, type SelfHosted, threadOf } from "./conversation.ts";

/** `kill -9`: what was said is there afterwards, unless it was kept in memory. */
export function outlivesACrash(subject: () => SelfHosted): void {
  test("keeps threads and attachments over a crash, where its store promises so", async () => {
    const { app, answers } = subject();
    let running = await app.start("start");
    const visitor = await newVisitor(running);
    const { body: attachment } = await visitor.chatkit("attachments.create", {
      name: "dot.png",
      size: PNG.length,
      mime_type: "image/png",
    });
    await fetch(attachment.upload_descriptor.url, { method: "PUT", body: PNG });
    const input = say("Before the crash", { attachments: [attachment.id] });
    const { events } = await visitor.chatkit("threads.create", { input });
    const thread_id = threadOf(events);
    const before = await visitor.chatkit("threads.get_by_id", { thread_id });
    await running.crash();

    running = await app.start("start", {});
    const back = visitor.at(running.origin);
    try {
      const after = await back.chatkit("threads.get_by_id", { thread_id });
      if (answers.store === "memory") {
        expect(after.status).toBe(404);
        expect((await back.chatkit("threads.list", {})).body.data).toEqual([]);
      } else {
        const ids = (thread: Json) => thread.items.data.map(({ id }: Json) => id);
        expect(ids(after.body)).toEqual(ids(before.body));
        const preview = after.body.items.data[0].attachments[0].preview_url;
        expect(Buffer.from(await (await fetch(preview)).arrayBuffer())).toEqual(PNG);
      }
    } finally {
      await running.crash();
    }
  });
}
