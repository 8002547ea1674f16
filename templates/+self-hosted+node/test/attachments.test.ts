import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Json, type Person, type RunningApp, startApp, threadOf } from "./helpers/app.ts";

const PNG = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.alloc(20)]);
const CDN = "https://cdn.platform.openai.com";

let app: RunningApp;
let ada: Person;

beforeAll(async () => {
  app = await startApp();
  ada = await app.person();
});

afterAll(() => app.close());

function announce(name: string, mimeType: string, size: number): Promise<Json> {
  return ada.ask("attachments.create", { name, mime_type: mimeType, size });
}

it("takes a file in two phases, and shows it to the model and again to the page", async () => {
  const announced = await announce("a picture.png", "image/png", PNG.length);
  const { url } = announced.upload_descriptor;
  // OpenAI's frame sends the file, and carries no cookie.
  const uploaded = await fetch(url, { method: "PUT", body: PNG, headers: { Origin: CDN } });
  expect(uploaded.status).toBe(200);
  expect(uploaded.headers.get("Access-Control-Allow-Origin")).toBe(CDN);
  expect(await uploaded.json()).not.toHaveProperty("upload_descriptor");
  expect((await fetch(url, { method: "PUT", body: PNG })).status).toBe(409);

  const events = await ada.say("What is it?", undefined, { attachments: [announced.id] });
  const image = `data:image/png;base64,${PNG.toString("base64")}`;
  expect(JSON.stringify(app.model.requests.at(-1)?.input)).toContain(image);

  const [message] = await ada.items(threadOf(events));
  const preview = await fetch(message.attachments[0].preview_url);
  expect(Buffer.from(await preview.arrayBuffer())).toEqual(PNG);
  expect(preview.headers.get("Content-Security-Policy")).toContain("sandbox");
});

it("takes a file at once, for its owner alone", async () => {
  const form = new FormData();
  form.append("file", new Blob(["# Hello"]), "../notes.md");
  const response = await ada.fetch("/api/attachments", { method: "POST", body: form });
  const attachment = (await response.json()) as Json;
  expect(attachment).toMatchObject({ name: "notes.md", mime_type: "text/markdown" });

  const bob = await app.person();
  const input = { content: [], attachments: [attachment.id], inference_options: {} };
  expect(await bob.refusal("threads.create", { input })).toEqual([404, "not_found"]);
  await ada.say("Read this", undefined, { attachments: [attachment.id] });
  expect(JSON.stringify(app.model.requests.at(-1)?.input)).toContain("# Hello");
});

it("refuses a message whose file has not come yet", async () => {
  const { id } = await announce("a.txt", "text/plain", 5);
  const input = { content: [], attachments: [id], inference_options: {} };
  expect(await ada.refusal("threads.create", { input })).toEqual([400, "bad_request"]);
});

describe("a signed address", () => {
  it("lets OpenAI's frame in, and nobody else", async () => {
    const { upload_descriptor: descriptor } = await announce("a.txt", "text/plain", 5);
    const allowed = async (origin: string) => {
      const response = await fetch(descriptor.url, {
        method: "OPTIONS",
        headers: { Origin: origin },
      });
      return response.headers.get("Access-Control-Allow-Origin");
    };
    expect(await allowed(CDN)).toBe(CDN);
    expect(await allowed("https://evil.example")).toBeNull();
  });

  it("opens one attachment, for one use", async () => {
    const one = await announce("a.png", "image/png", PNG.length);
    const other = await announce("b.png", "image/png", PNG.length);
    const upload = new URL(one.upload_descriptor.url);
    const otherPath = new URL(other.upload_descriptor.url).pathname;
    const status = async (url: string | URL, method: string) =>
      (await fetch(url, { method, ...(method === "PUT" && { body: PNG }) })).status;
    expect(await status(upload, "GET")).toBe(404);
    expect(await status(one.preview_url, "PUT")).toBe(404);
    expect(await status(new URL(`${otherPath}${upload.search}`, upload), "PUT")).toBe(404);
    expect(await status(`${upload}x`, "PUT")).toBe(404);
    expect(await status(upload, "PUT")).toBe(200);
  });
});

it.each([
  ["big.png", "image/png", 10 * 1024 * 1024 + 1, 413, "too_large"],
  ["empty.txt", "text/plain", 0, 400, "empty_file"],
  ["run.exe", "application/x-msdownload", 10, 415, "unsupported_type"],
])("refuses %s", async (name, mimeType, size, status, code) => {
  const params = { name, mime_type: mimeType, size };
  expect(await ada.refusal("attachments.create", params)).toEqual([status, code]);
});

it("forgets a file", async () => {
  const { id, upload_descriptor, preview_url } = await announce("a.png", "image/png", PNG.length);
  await fetch(upload_descriptor.url, { method: "PUT", body: PNG });
  expect((await fetch(preview_url)).status).toBe(200);
  await ada.ask("attachments.delete", { attachment_id: id });
  expect((await fetch(preview_url)).status).toBe(404);
});
