import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { AttachmentContext } from "../../../templates/+self-hosted+node/server/chatkit/attachments/addresses.ts";
import {
  addresses,
  CDN,
  type Chat,
  createChat,
  type Json,
  ORIGIN,
  type User,
} from "./helpers/chat.ts";

const PNG = Buffer.from("\x89PNG\r\n\x1a\n picture", "latin1");
const MEBIBYTE = 1024 ** 2;

let chat: Chat;
let ada: User;

beforeEach(() => {
  chat = createChat();
  ada = chat.user("ada");
});

afterEach(() => {
  vi.useRealTimers();
});

function signed(url: string, init: RequestInit = {}, admit?: (context: AttachmentContext) => void) {
  const { pathname } = new URL(url);
  return chat.routes.signed(new Request(url, init), {
    attachmentId: pathname.split("/").at(-1) ?? "",
    contextOf: (userId) => ({ userId, origin: ORIGIN }),
    ...(admit && { admit }),
  });
}

function form(name: string, type: string, data: Uint8Array<ArrayBuffer> | string, field = "file") {
  const body = new FormData();
  body.append("other", "text");
  body.append(field, new File([data], name, { type }));
  return body;
}

const direct = (body: FormData | string, user = ada) =>
  chat.routes.direct(
    new Request(`${ORIGIN}/api/attachments`, { method: "POST", body }),
    user.context,
  );

const announce = (name = "a.png", mime_type = "image/png", size = PNG.length) =>
  ada.ask("attachments.create", { name, mime_type, size });

const told = async (response: Response) => {
  const { error } = (await response.json()) as Json;
  return { status: response.status, ...error };
};

describe("an upload in two phases", () => {
  test("is announced with an address on the public origin", async () => {
    const announced = await announce("dir\\a picture.png");
    expect(announced).toEqual({
      type: "image",
      id: expect.stringMatching(/^atc_/),
      name: "a picture.png",
      mime_type: "image/png",
      preview_url: expect.stringMatching(`^${ORIGIN}/api/attachments/${announced.id}\\?token=`),
      upload_descriptor: {
        url: expect.stringMatching(`^${ORIGIN}/api/attachments/${announced.id}\\?token=`),
        method: "PUT",
        headers: {},
      },
    });
  });

  test.each(["POST", "PUT"])("takes a form and raw bytes by %s", async (method) => {
    for (const body of [PNG, form("x", "image/png", PNG)]) {
      const announced = await announce();
      const { url } = announced.upload_descriptor;
      const response = await signed(url, { method, body, headers: { Origin: CDN } });
      expect(response.status).toBe(200);
      expect(response.headers.get("Access-Control-Allow-Origin")).toBe(CDN);
      expect(response.headers.get("Cache-Control")).toBe("no-store");
      const { upload_descriptor: _, preview_url, ...rest } = announced;
      expect(await response.json()).toEqual({ ...rest, preview_url: expect.any(String) });
      expect(await told(await signed(url, { method, body: PNG }))).toMatchObject({
        status: 409,
        code: "already_uploaded",
      });
      expect(Buffer.from(await (await signed(preview_url)).arrayBuffer())).toEqual(PNG);
    }
  });

  test("brings what was announced, or nothing", async () => {
    const { id, upload_descriptor } = await announce("a.txt", "text/plain", 4);
    const send = (body: string | Uint8Array<ArrayBuffer>) =>
      signed(upload_descriptor.url, { method: "PUT", body });
    expect(await told(await send("fifth"))).toMatchObject({
      status: 400,
      code: "size_differs",
      message: "The file was announced with 4 bytes and has 5.",
    });
    expect(await told(await send(Uint8Array.of(0, 1, 2, 3)))).toMatchObject({ status: 415 });
    expect((await send("four")).status).toBe(200);
    expect((await chat.store.loadAttachment(id, ada.context)).metadata).toEqual({ size: 4 });
  });

  test("is over when the attachment is deleted", async () => {
    const { id, upload_descriptor } = await announce();
    await ada.ask("attachments.delete", { attachment_id: id });
    expect(await told(await signed(upload_descriptor.url, { method: "PUT", body: PNG }))).toEqual({
      status: 404,
      code: "attachment_not_found",
      message: "There is no such attachment.",
    });
  });

  test("can be refused before it is read", async () => {
    const { upload_descriptor } = await announce();
    const refusal = new Error("Too many.");
    const admit = vi.fn(() => {
      throw refusal;
    });
    const put = signed(upload_descriptor.url, { method: "PUT", body: PNG }, admit);
    await expect(put).rejects.toBe(refusal);
    expect(admit).toHaveBeenCalledExactlyOnceWith({ userId: "ada", origin: ORIGIN });
  });
});

describe("a direct upload", () => {
  test("takes a file at once", async () => {
    const response = await direct(form("../notes.md", "application/octet-stream", "# Hello"));
    const attachment = (await response.json()) as Json;
    expect(attachment).toEqual({
      type: "file",
      id: expect.any(String),
      name: "notes.md",
      mime_type: "text/markdown",
    });
    const { data } = await chat.attachments.load(attachment.id, ada.context);
    expect(Buffer.from(data).toString()).toBe("# Hello");
  });

  test.each<[string, () => FormData | string]>([
    ["another field", () => form("a.txt", "text/plain", "x", "upload")],
    ["no form", () => "plain"],
  ])("with %s is refused", async (_, body) => {
    expect(await told(await direct(body()))).toMatchObject({
      status: 400,
      message: "The form has no field named file.",
    });
  });

  test("with very many fields is refused, and with a few is not", async () => {
    const withFields = (count: number) => {
      const body = form("a.txt", "text/plain", "text");
      for (let index = 2; index < count; index++) {
        body.append(`field ${index}`, "");
      }
      return direct(body);
    };
    expect((await withFields(11)).status).toBe(200);
    expect(await told(await withFields(12))).toMatchObject({
      status: 400,
      message: "The form has too many fields.",
    });
  });

  test("with a form that breaks off is refused", async () => {
    const request = new Request(`${ORIGIN}/api/attachments`, {
      method: "POST",
      headers: { "Content-Type": "multipart/form-data; boundary=x" },
      body: '--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhalf',
    });
    expect((await chat.routes.direct(request, ada.context)).status).toBe(400);
  });
});

describe("what may be attached", () => {
  const text = (bytes: number) => "x".repeat(bytes);

  test.each<[string, string, Uint8Array<ArrayBuffer> | string, number, string]>([
    ["a.exe", "application/x-msdownload", "MZ", 415, "unsupported_type"],
    ["a.svg", "image/svg+xml", "<svg/>", 415, "unsupported_type"],
    ["a.png", "application/octet-stream", PNG, 415, "unsupported_type"],
    ["a.png", "image/png", "<script>", 415, "unsupported_type"],
    ["a.jpg", "image/jpeg", PNG, 415, "unsupported_type"],
    ["a.gif", "image/gif", PNG, 415, "unsupported_type"],
    ["a.webp", "image/webp", "RIFFxxxxWAVE", 415, "unsupported_type"],
    ["a.pdf", "application/pdf", "%PD", 415, "unsupported_type"],
    ["a.txt", "text/plain", Uint8Array.of(0xff, 0xfe, 0x41), 415, "unsupported_type"],
    ["a.txt", "text/plain", "a\0b", 415, "unsupported_type"],
    ["a.txt", "text/plain", "", 400, "empty_file"],
    ["a.txt", "text/plain", text(10 * MEBIBYTE + 1), 413, "too_large"],
  ])("is not %s as %s", async (name, type, data, status, code) => {
    expect(await told(await direct(form(name, type, data)))).toMatchObject({ status, code });
  });

  test.each<[string, string, Uint8Array<ArrayBuffer> | string, string]>([
    ["a.PNG", "IMAGE/PNG; x=y", PNG, "image/png"],
    ["a.jpg", "image/jpeg", Uint8Array.of(0xff, 0xd8, 0xff, 0), "image/jpeg"],
    ["a.gif", "image/gif", "GIF89a...", "image/gif"],
    ["a.webp", "image/webp", "RIFFxxxxWEBP", "image/webp"],
    ["a.pdf", "application/pdf", "\n%PDF-1.7", "application/pdf"],
    ["a.csv", "application/vnd.ms-excel", "a;b", "text/csv"],
    ["a.MD", "", "# Hi", "text/markdown"],
    ["a.txt", "text/plain", text(10 * MEBIBYTE), "text/plain"],
  ])("is %s as %s", async (name, type, data, kept) => {
    const response = await direct(form(name, type, data));
    expect(await response.json()).toMatchObject({ mime_type: kept });
  });

  test("is announced under the same rules", async () => {
    const params = { name: "a.txt", mime_type: "text/plain" };
    const refusal = (size: number, rest = {}) =>
      ada.refusal("attachments.create", { ...params, size, ...rest });
    expect(await refusal(11 * MEBIBYTE)).toMatchObject({
      status: 413,
      code: "too_large",
      message: "A file may have 10 MB at most.",
    });
    expect(await refusal(0)).toMatchObject({ status: 400, code: "empty_file" });
    expect(await refusal(-1)).toMatchObject({ status: 400, code: "empty_file" });
    expect(await refusal(1, { name: "a.exe", mime_type: "" })).toMatchObject({
      status: 415,
      hint: "Allowed are .png, .jpg, .jpeg, .gif, .webp, .pdf, .txt, .md, .csv (UTF-8).",
    });
  });

  test("has a name that a header and a database can hold", async () => {
    const named = async (name: string) =>
      (await ada.ask("attachments.create", { name, mime_type: "text/plain", size: 1 })).name;
    expect(await named("/etc/passwd")).toBe("passwd");
    expect(await named("a\0b\r\nc.txt")).toBe("abc.txt");
    expect(await named("  ")).toBe("file");
    expect(await named("")).toBe("file");
    const long = await named("😀".repeat(300));
    expect(long).toBe("😀".repeat(255));
  });

  test("one person has so much room, with what is on its way", async () => {
    chat = createChat({ attachmentLimits: { bytesPerUser: 10 } });
    ada = chat.user("ada");
    const file = form("b.txt", "text/plain", "12345");
    const { id } = await announce("a.txt", "text/plain", 6);
    expect(
      await ada.refusal("attachments.create", { name: "b.txt", mime_type: "text/plain", size: 5 }),
    ).toMatchObject({ status: 413, code: "no_room" });
    expect(await told(await direct(file))).toMatchObject({ status: 413, code: "no_room" });
    expect((await direct(file, chat.user("bob"))).status).toBe(200);
    await ada.ask("attachments.delete", { attachment_id: id });
    expect((await direct(file)).status).toBe(200);
  });

  test("uploads at the same time do not share the last of the room", async () => {
    chat = createChat({ attachmentLimits: { bytesPerUser: 10 } });
    ada = chat.user("ada");
    const file = () => form("b.txt", "text/plain", "12345");
    const uploads = await Promise.all(Array.from({ length: 6 }, () => direct(file())));
    expect(uploads.filter(({ ok }) => ok).length).toBeLessThanOrEqual(2);
    expect(await chat.store.attachmentBytes(ada.context)).toBeLessThanOrEqual(10);
    while (await direct(file()).then(({ ok }) => ok));
    expect(await chat.store.attachmentBytes(ada.context)).toBe(10);
  });

  test("a file that cannot be kept takes no room", async () => {
    vi.spyOn(chat.files, "write").mockRejectedValueOnce(new Error("disk full"));
    await expect(direct(form("b.txt", "text/plain", "12345"))).rejects.toThrow("disk full");
    expect(await chat.store.attachmentBytes(ada.context)).toBe(0);
  });

  test("a body has an end, whatever it declares", async () => {
    const { upload_descriptor } = await announce("a.txt", "text/plain", 4);
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(MEBIBYTE)),
    });
    const init = { method: "PUT", body: endless, duplex: "half" } as RequestInit;
    expect(await told(await signed(upload_descriptor.url, init))).toMatchObject({
      status: 413,
      message: "A request may hold 11,534,336 bytes at most.",
    });
  });
});

describe("a file", () => {
  test("is shown to the frame, and never run", async () => {
    const { preview_url } = (await (
      await direct(form("ä (1)'.png", "image/png", PNG))
    ).json()) as Json;
    const response = await signed(preview_url, { headers: { Origin: CDN } });
    expect(Object.fromEntries(response.headers)).toEqual({
      "access-control-allow-origin": CDN,
      "cache-control": "private, max-age=3600",
      "content-disposition": "inline; filename*=UTF-8''%C3%A4%20%281%29%27.png",
      "content-security-policy": "sandbox; default-src 'none'",
      "content-type": "image/png",
      "cross-origin-resource-policy": "cross-origin",
      vary: "Origin",
      "x-content-type-options": "nosniff",
    });
  });

  test("that is no picture is downloaded", async () => {
    const { id } = (await (await direct(form("a.txt", "text/plain", "Hi"))).json()) as Json;
    const response = await signed(addresses.preview(id, ada.context));
    expect(response.headers.get("Content-Disposition")).toBe("attachment; filename*=UTF-8''a.txt");
  });

  test("whose bytes never came is not there", async () => {
    const { preview_url } = await announce();
    expect((await signed(preview_url)).status).toBe(404);
  });
});

describe("an address", () => {
  test("opens one attachment for one use", async () => {
    const one = await announce();
    const two = await announce();
    const { search } = new URL(one.upload_descriptor.url);
    const put = (url: string) => signed(url, { method: "PUT", body: PNG });
    const base = `${ORIGIN}/api/attachments`;
    for (const url of [`${base}/${two.id}${search}`, `${base}/${one.id}`, one.preview_url]) {
      expect(await told(await put(url))).toEqual({
        status: 404,
        code: "attachment_not_found",
        message: "This address is not valid, or no longer.",
      });
    }
    expect((await signed(one.upload_descriptor.url)).status).toBe(404);
    expect((await put(one.upload_descriptor.url)).status).toBe(200);
  });

  test.each([
    ["", "nothing"],
    ["x", "a word"],
    ["e30.", "no signature"],
    [".", "nothing at all"],
  ])("with %s (%s) opens nothing", (token) => {
    expect(addresses.owner(token, "atc", "upload")).toBeNull();
  });

  test("that somebody changed opens nothing", () => {
    const token = new URL(addresses.upload("atc", ada.context)).searchParams.get("token") ?? "";
    expect(addresses.owner(token, "atc", "upload")).toBe("ada");
    const [payload = "", signature = ""] = token.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    const forged = Buffer.from(JSON.stringify({ ...claims, user: "bob" })).toString("base64url");
    expect(addresses.owner(`${forged}.${signature}`, "atc", "upload")).toBeNull();
  });

  test("runs out: the one for an upload after ten minutes, the one for a look after an hour", () => {
    vi.useFakeTimers();
    const token = (url: string) => new URL(url).searchParams.get("token") ?? "";
    const upload = token(addresses.upload("atc", ada.context));
    const preview = token(addresses.preview("atc", ada.context));
    vi.advanceTimersByTime(590_000);
    expect(addresses.owner(upload, "atc", "upload")).toBe("ada");
    vi.advanceTimersByTime(20_000);
    expect(addresses.owner(upload, "atc", "upload")).toBeNull();
    expect(addresses.owner(preview, "atc", "preview")).toBe("ada");
    vi.advanceTimersByTime(3_000_000);
    expect(addresses.owner(preview, "atc", "preview")).toBeNull();
  });
});

test("only the frame may use addresses from a page", async () => {
  const { upload_descriptor } = await announce();
  const preflight = (origin: string, headers = {}) =>
    signed(upload_descriptor.url, { method: "OPTIONS", headers: { Origin: origin, ...headers } });
  const allowed = await preflight(CDN, {
    "Access-Control-Request-Headers": "x-a",
    "Access-Control-Request-Private-Network": "true",
  });
  expect(allowed.status).toBe(204);
  expect(Object.fromEntries(allowed.headers)).toEqual({
    "access-control-allow-origin": CDN,
    "access-control-allow-methods": "GET, POST, PUT",
    "access-control-allow-headers": "x-a",
    "access-control-allow-private-network": "true",
    "access-control-max-age": "600",
    "cross-origin-resource-policy": "cross-origin",
    vary: "Origin",
  });
  const other = await preflight("https://evil.example");
  expect(other.headers.has("Access-Control-Allow-Origin")).toBe(false);
  expect(other.headers.has("Access-Control-Allow-Private-Network")).toBe(false);
  const refused = await signed(`${ORIGIN}/api/attachments/x`, { headers: { Origin: CDN } });
  expect(refused.headers.get("Access-Control-Allow-Origin")).toBe(CDN);
  const unknown = await signed(upload_descriptor.url, { method: "DELETE" });
  expect(unknown.status).toBe(405);
  expect(unknown.headers.get("Allow")).toBe("GET, HEAD, POST, PUT, OPTIONS");
});
