import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunningApp } from "../../helpers/app.ts";
import { type ApiVisitor, type Json, say } from "../../helpers/visitor.ts";
import { newVisitor, PNG, type SelfHosted, textOf } from "./conversation.ts";

/** Files: two-phase and direct, limits, and what a stranger gets of them. */
export function takesAttachments(subject: () => SelfHosted): void {
  describe("its attachments", () => {
    let running: RunningApp;
    let visitor: ApiVisitor;

    beforeAll(async () => {
      running = await subject().app.start("start");
      visitor = await newVisitor(running);
    });
    afterAll(() => running?.crash());

    const announce = (name: string, size: number, mime_type: string) =>
      visitor.chatkit("attachments.create", { name, size, mime_type });

    test.each(["POST multipart", "PUT raw"])("arrive by a signed address: %s", async (way) => {
      const { model } = subject();
      const announced = await announce("dot.png", PNG.length, "image/png");
      expect(announced.status).toBe(200);
      const { id, upload_descriptor, preview_url } = announced.body;
      expect(new URL(upload_descriptor.url).origin).toBe(running.origin);
      const form = new FormData();
      form.append("file", new Blob([PNG], { type: "image/png" }), "dot.png");
      const origin = new URL(subject().scriptUrl).origin;
      const uploaded = await fetch(upload_descriptor.url, {
        ...(way === "PUT raw"
          ? { method: "PUT", body: PNG, headers: { "content-type": "image/png", origin } }
          : { method: "POST", body: form, headers: { origin } }),
      });
      expect(uploaded.status).toBe(200);
      expect(uploaded.headers.get("access-control-allow-origin")).toBe(origin);
      expect(uploaded.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
      const shown = await fetch(preview_url);
      expect(shown.headers.get("content-type")).toBe("image/png");
      expect(Buffer.from(await shown.arrayBuffer())).toEqual(PNG);

      const input = say("What is this?", { attachments: [id] });
      const { events } = await visitor.chatkit("threads.create", { input });
      expect(textOf(events)).toContain(`[image image/png, ${PNG.length} bytes]`);
      expect(model.requests.length).toBeGreaterThan(0);
      const kept = events.find(({ type }) => type === "thread.item.done")?.item as Json;
      expect(kept.attachments[0]).toMatchObject({ id, type: "image", name: "dot.png" });
      expect(kept.attachments[0].upload_descriptor).toBeUndefined();
    });

    test("let OpenAI's frame in, and nobody else", async () => {
      const { body } = await announce("a.txt", 1, "text/plain");
      const preflight = (origin: string, url: string) =>
        fetch(url, {
          method: "OPTIONS",
          headers: { origin, "access-control-request-method": "POST" },
        });
      const allowed = "access-control-allow-origin";
      const frame = "https://cdn.platform.openai.com";
      const url = body.upload_descriptor.url;
      expect((await preflight(frame, url)).headers.get(allowed)).toBe(frame);
      expect((await preflight("https://evil.example", url)).headers.get(allowed)).toBeNull();
      const identity = await preflight(frame, `${running.origin}/api/identity`);
      expect(identity.headers.get(allowed)).toBeNull();
    });

    test("arrive directly, for who has an identity", async () => {
      const form = () => {
        const made = new FormData();
        made.append("file", new Blob(["Some notes"], { type: "text/plain" }), "notes.txt");
        return made;
      };
      const refused = await fetch(`${running.origin}/api/attachments`, {
        method: "POST",
        body: form(),
      });
      expect(refused.status).toBe(401);
      const answer = await visitor.fetch("/api/attachments", { method: "POST", body: form() });
      expect(answer.status).toBe(200);
      const attachment = (await answer.json()) as Json;
      expect(attachment).toMatchObject({
        type: "file",
        name: "notes.txt",
        mime_type: "text/plain",
      });
      const input = say("Read this", { attachments: [attachment.id] });
      const { events } = await visitor.chatkit("threads.create", { input });
      expect(textOf(events)).toMatch(/Some notes|\[file notes\.txt\]/);
    });

    test("are refused when too large, of a wrong type, or not what they say", async () => {
      const large = await announce("big.png", 10 * 1024 * 1024 + 1, "image/png");
      expect(large).toMatchObject({ status: 413, body: { error: { code: "too_large" } } });
      const program = await announce("run.exe", 10, "application/x-msdownload");
      expect(program.status).toBe(415);
      const { body } = await announce("fake.png", 8, "image/png");
      const lie = await fetch(body.upload_descriptor.url, {
        method: "PUT",
        body: "not png!",
        headers: { "content-type": "image/png" },
      });
      expect(lie.status).toBe(415);
    });

    test("are no business of a stranger, nor of a forged address", async () => {
      const { body } = await announce("dot.png", PNG.length, "image/png");
      const stranger = await newVisitor(running);
      const input = say("Give me that", { attachments: [body.id] });
      const stolen = await stranger.chatkit("threads.create", { input });
      expect(stolen.events.filter(({ type }) => type === "thread.item.done")).toEqual([]);
      await stranger.chatkit("attachments.delete", { attachment_id: body.id });
      const uploaded = await fetch(body.upload_descriptor.url, { method: "PUT", body: PNG });
      expect(uploaded.status).toBe(200);
      const forged = new URL(body.preview_url);
      forged.searchParams.set("token", `${forged.searchParams.get("token")}x`);
      expect((await fetch(forged)).status).toBe(404);
      const again = await fetch(body.preview_url, { method: "PUT", body: PNG });
      expect(again.status).toBe(404);
    });

    test("are gone when deleted", async () => {
      const { body } = await announce("dot.png", PNG.length, "image/png");
      await fetch(body.upload_descriptor.url, { method: "PUT", body: PNG });
      expect((await fetch(body.preview_url)).status).toBe(200);
      await visitor.chatkit("attachments.delete", { attachment_id: body.id });
      expect((await fetch(body.preview_url)).status).toBe(404);
    });
  });
}
