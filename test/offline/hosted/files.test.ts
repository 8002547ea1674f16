import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { modelOf, type StandIn, startStandIn } from "../api/stand-in.ts";
import { type Conversation, openConversation } from "./conversation.ts";

const MEGABYTE = 1024 * 1024;
const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);

let standIn: StandIn;
let chat: Conversation;
beforeAll(async () => {
  standIn = await startStandIn(
    modelOf(({ attachments }) => ({
      text: attachments.map(({ name, type }) => `${name} (${type})`).join(", ") || "Nothing.",
    })),
  );
  chat = await openConversation(standIn, {
    chatkit_configuration: { file_upload: { enabled: true, max_file_size: 2, max_files: 2 } },
  });
});
afterAll(() => standIn.close());

const announced = z.object({
  upload_descriptor: z.object({
    url: z.string(),
    method: z.enum(["POST", "PUT"]),
    headers: z.record(z.string(), z.string()),
  }),
});
const uploaded = z.looseObject({ id: z.string(), preview_url: z.string().default("") });

const announce = (name: string, size: number, mime_type: string) =>
  chat.ask("attachments.create", { name, size, mime_type });

async function upload(name: string, data: Uint8Array<ArrayBuffer>, type: string) {
  const { upload_descriptor } = announced.parse(
    await (await announce(name, data.length, type)).json(),
  );
  const { url, method, headers } = upload_descriptor;
  const response = await fetch(url, { method, headers, body: data });
  expect(response.status).toBe(200);
  return uploaded.parse(await response.json());
}

test("a picture is uploaded, sent, shown, and told of by the API", async () => {
  const picture = await upload("cat.png", PNG, "image/png");
  expect(picture).toMatchObject({ type: "image", name: "cat.png", mime_type: "image/png" });
  expect(picture.preview_url).toMatch(new RegExp(`^${standIn.url}conversation/attachments/atc_`));
  const { events, threadId } = await chat.begin("Look", { attachments: [picture.id] });
  expect(events.at(-1)).toMatchObject({
    item: { content: [{ text: "cat.png (image/png)" }] },
  });
  const shown = await fetch(picture.preview_url);
  expect(shown.headers.get("content-type")).toBe("image/png");
  expect(new Uint8Array(await shown.arrayBuffer())).toEqual(PNG);

  const { data } = await standIn.client.beta.chatkit.threads.listItems(threadId, { order: "asc" });
  expect(data[0]).toMatchObject({
    attachments: [{ type: "image", id: picture.id, name: "cat.png", mime_type: "image/png" }],
  });
});

test("a file of any type is taken, and never run where it is shown", async () => {
  for (const [name, type, kept] of [
    ["a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", null],
    ["a.html", "text/html; charset=utf-8", "text/html"],
    ["a.svg", "image/svg+xml", null],
    ["a", "", "application/octet-stream"],
    ["a", 'x"\r\nSet-Cookie: a=b', "application/octet-stream"],
  ] as const) {
    const file = await upload(name, PNG, type);
    expect(file).toMatchObject({ name, mime_type: kept ?? type });
    if (file.preview_url === "") continue;
    const shown = await fetch(file.preview_url);
    expect(shown.headers.get("content-security-policy")).toContain("sandbox");
    expect(shown.headers.get("x-content-type-options")).toBe("nosniff");
    await shown.arrayBuffer();
  }
});

test("files go with their thread, whoever deletes it", async () => {
  for (const remove of [
    (id: string) => standIn.client.beta.chatkit.threads.delete(id),
    (id: string) => chat.ask("threads.delete", { thread_id: id }),
  ]) {
    const picture = await upload("cat.png", PNG, "image/png");
    const { threadId } = await chat.begin("Look", { attachments: [picture.id] });
    await remove(threadId);
    expect((await fetch(picture.preview_url)).status).toBe(404);
  }
});

test("a file is no larger than the session allows", async () => {
  expect((await announce("a.txt", 2 * MEGABYTE, "text/plain")).status).toBe(200);
  const refused = await announce("a.txt", 2 * MEGABYTE + 1, "text/plain");
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({
    error: { code: "file_too_large", message: "A file may have 2 MB at most in this session." },
  });
});

test("a message carries no more files than the session allows", async () => {
  const files = [];
  for (const name of ["a.png", "b.png", "c.png"]) {
    files.push((await upload(name, PNG, "image/png")).id);
  }
  await expect(chat.begin("Three", { attachments: files })).rejects.toThrow("too_many_files");
  await chat.begin("Two", { attachments: files.slice(1) });
});

test("a session without files takes none", async () => {
  const plain = await openConversation(standIn);
  const params = { name: "a.txt", size: 3, mime_type: "text/plain" };
  const refused = await plain.ask("attachments.create", params);
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ error: { code: "file_upload_disabled" } });
  const picture = await upload("cat.png", PNG, "image/png");
  await expect(plain.begin("Look", { attachments: [picture.id] })).rejects.toThrow(
    "file_upload_disabled",
  );
});

test("nobody sends, sees or deletes the files of another user", async () => {
  const bob = await openConversation(standIn, {
    user: "bob",
    chatkit_configuration: { file_upload: { enabled: true } },
  });
  const picture = await upload("cat.png", PNG, "image/png");
  await expect(bob.begin("Look", { attachments: [picture.id] })).rejects.toThrow("404");
  const deleted = await bob.ask("attachments.delete", { attachment_id: picture.id });
  expect(deleted.status).toBe(404);
  const forged = picture.preview_url.replace(/token=.{10}/, "token=AAAAAAAAAA");
  expect((await fetch(forged)).status).toBe(404);
});
