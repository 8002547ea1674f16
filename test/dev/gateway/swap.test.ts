import { createHash, randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { brotliCompressSync, createGzip, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { createSwap } from "../../../src/dev/swap/swap.ts";
import type { Handler } from "../../helpers/http.ts";
import { createFronts } from "./front.ts";
import { requestText, sendRaw } from "./raw.ts";

const { front, endAll } = createFronts();
afterEach(endAll);

const CDN = "https://cdn.platform.openai.com/deployments/chatkit/chatkit.js";
const PAGE = `<!doctype html><title>Grüße</title><script src="${CDN}" integrity="sha384-x" async></script>`;
const VISIT = { accept: "text/html,*/*;q=0.8", "sec-fetch-dest": "document" };

/** A gateway that swaps, in front of an app that answers in this way. */
async function swapping(handle: Handler) {
  const unreadable: string[] = [];
  const swap = createSwap((path, encoding) => unreadable.push(`${path} ${encoding}`));
  const gateway = await front(handle, { swap });
  const here = `${gateway.url}/__chatkit/offline/chatkit.js`;
  return { ...gateway, unreadable, here };
}

const answering =
  (headers: Readonly<Record<string, string | string[]>>, body: string | Buffer): Handler =>
  (_request, response) => {
    response.writeHead(200, headers);
    response.end(body);
  };

describe("a page loads the stand-in's script", () => {
  test.each<[string, string | undefined, Buffer]>([
    ["plain", undefined, Buffer.from(PAGE)],
    ["compressed by gzip", "gzip", gzipSync(PAGE)],
    ["compressed by deflate", "deflate", deflateSync(PAGE)],
    ["compressed by deflate without its header", "deflate", deflateRawSync(PAGE)],
    ["compressed by brotli", "br", brotliCompressSync(PAGE)],
    ["compressed twice", "gzip, br", brotliCompressSync(gzipSync(PAGE))],
  ])("%s", async (_, encoding, body) => {
    const { url, here } = await swapping(
      answering(
        {
          "content-type": "text/html; charset=utf-8",
          "content-length": String(body.length),
          etag: '"1"',
          "cache-control": "public, max-age=31536000, immutable",
          ...(encoding && { "content-encoding": encoding }),
        },
        body,
      ),
    );
    const answer = await fetch(url, { headers: VISIT });
    const html = await answer.text();
    expect(html).toContain("Grüße");
    expect(html).toMatch(new RegExp(`<script src="${here}" async></script>$`));
    for (const name of ["content-encoding", "content-length", "etag"]) {
      expect(answer.headers.get(name), name).toBeNull();
    }
    // Kept, it would be shown online as well.
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  test("at the name and the port by which it was asked for", async () => {
    const { port } = await swapping(answering({ "content-type": "text/html" }, PAGE));
    const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: VISIT });
    expect(await answer.text()).toContain(`http://127.0.0.1:${port}/__chatkit/offline/chatkit.js`);
  });

  test.each(["utf-16le", "utf-16be"])("in %s", async (charset) => {
    const little = Buffer.from(PAGE, "utf16le");
    const body = charset === "utf-16le" ? little : little.swap16();
    const { url, here } = await swapping(
      answering({ "content-type": `text/html; charset=${charset}` }, body),
    );
    const html = new TextDecoder(charset).decode(await (await fetch(url)).arrayBuffer());
    expect(html).toContain("Grüße");
    expect(html).toContain(`src="${here}"`);
  });

  test("with its policy extended", async () => {
    const { url } = await swapping(
      answering(
        {
          "content-type": "text/html",
          "content-security-policy": ["script-src 'self' 'nonce-a'", "img-src 'none'"],
          "content-security-policy-report-only": "connect-src 'none'",
        },
        PAGE,
      ),
    );
    const answer = await fetch(url, { headers: VISIT });
    const nonce = /nonce="([^"]+)"/.exec(await answer.text())?.[1];
    expect(answer.headers.get("content-security-policy")).toBe(
      `script-src 'self' 'nonce-a' ${url} 'nonce-${nonce}', img-src ${url} data: blob: https:`,
    );
    expect(answer.headers.get("content-security-policy-report-only")).toBe(`connect-src ${url}`);
  });

  test("its nonce is another each time", async () => {
    const policy = "script-src 'nonce-a'";
    const { url } = await swapping(
      answering({ "content-type": "text/html", "content-security-policy": policy }, PAGE),
    );
    const nonces = await Promise.all(
      [1, 2].map(async () => /nonce="([^"]+)"/.exec(await (await fetch(url)).text())?.[1]),
    );
    expect(nonces[0]).toMatch(/.{20}/);
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  test.each([
    ["text/javascript; charset=utf-8", `load("${CDN}?v=1")`],
    ["application/javascript", `load('${CDN.slice(6)}')`],
    ["text/x-component", JSON.stringify({ src: CDN })],
    ["text/vnd.turbo-stream.html", `<template><script src="${CDN}"></script></template>`],
  ])("in what has the type %s", async (type, code) => {
    const { url, here } = await swapping(answering({ "content-type": type }, code));
    const answer = await fetch(`${url}/a`, { headers: { "sec-fetch-dest": "script" } });
    expect(await answer.text()).toContain(here.slice("http:".length));
  });

  test.each([
    ["a page", {}, VISIT, "/"],
    ["a script", {}, { "sec-fetch-dest": "script" }, "/x"],
    ["a script by its name", {}, {}, "/x.js"],
    [
      "a script of plain text",
      { "content-type": "text/plain" },
      { "sec-fetch-dest": "script" },
      "/x",
    ],
  ])("where nothing is said of the type of %s", async (_, headers, asked, path) => {
    const { url, here } = await swapping(answering(headers, `x = "${CDN}"`));
    expect(await (await fetch(url + path, { headers: asked })).text()).toBe(`x = "${here}"`);
  });

  test("loaded ahead by a header", async () => {
    const { url, here } = await swapping(
      answering(
        {
          "content-type": "text/html",
          link: `</a.css>; rel=preload; as=style, <${CDN}>; rel=preload; as=script; integrity="sha384-x"; crossorigin`,
        },
        PAGE,
      ),
    );
    expect((await fetch(url)).headers.get("link")).toBe(
      `</a.css>; rel=preload; as=style, <${here}>; rel=preload; as=script; crossorigin`,
    );
  });

  test.each([
    ["<https://cdn.platform.openai.com>; rel=preconnect", null],
    [
      '</a.css>; rel=preload; as=style, <//cdn.platform.openai.com>; crossorigin; rel="dns-prefetch preconnect", <https://a.example>; rel=preconnect',
      "</a.css>; rel=preload; as=style, <https://a.example>; rel=preconnect",
    ],
  ])("no header connects ahead to where it came from: %s", async (link, expected) => {
    const { url } = await swapping(answering({ "content-type": "text/html", link }, PAGE));
    expect((await fetch(url)).headers.get("link")).toBe(expected);
  });

  test("what is asked for its headers alone gets the same ones", async () => {
    const { url } = await swapping(
      answering({ "content-type": "text/html", "content-length": "3", etag: '"1"' }, ""),
    );
    const answer = await fetch(url, { method: "HEAD", headers: VISIT });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-length")).toBeNull();
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  test.each(["//", "//[", "/%", "/?//"])(
    "at the path %s, which may be no address",
    async (path) => {
      const { port, here } = await swapping(answering({ "content-type": "text/html" }, PAGE));
      const client = await sendRaw(port, requestText(`GET ${path}`, { Connection: "close" }));
      await client.closed;
      expect(client.received()).toContain(here.replace(/^http:\/\/[^/]+/, ""));
    },
  );

  test("to a client of the first HTTP", async () => {
    const { port } = await swapping(answering({ "content-type": "text/html" }, PAGE));
    const client = await sendRaw(
      port,
      requestText("GET /", { Accept: "text/html" }).replace("HTTP/1.1", "HTTP/1.0"),
    );
    await client.closed;
    expect(client.received()).not.toMatch(/transfer-encoding/i);
    expect(client.received()).toContain("/__chatkit/offline/chatkit.js");
  });
});

describe("a page is asked for whole, and as text", () => {
  const asked = {
    "accept-encoding": "gzip, br",
    "if-none-match": '"1"',
    "if-modified-since": "Thu, 01 Jan 2026 00:00:00 GMT",
    range: "bytes=0-10",
  };
  const seen = async (headers: Readonly<Record<string, string>>, path = "/") => {
    let got: IncomingHttpHeaders = {};
    const { url } = await swapping((request, response) => {
      got = request.headers;
      response.end();
    });
    await fetch(url + path, { headers: { ...asked, ...headers } });
    return Object.keys(asked).map((name) => got[name]);
  };

  test.each([
    ["a document", VISIT, "/"],
    ["a frame", { "sec-fetch-dest": "iframe" }, "/"],
    ["a script", { "sec-fetch-dest": "script", accept: "*/*" }, "/a.js"],
    ["a worker", { "sec-fetch-dest": "worker", accept: "*/*" }, "/a"],
    ["what may be HTML", { "sec-fetch-dest": "empty", accept: "text/html" }, "/part"],
  ])("%s", async (_, headers, path) => {
    expect(await seen(headers, path)).toEqual(["identity", undefined, undefined, undefined]);
  });

  test.each([
    ["a picture", { "sec-fetch-dest": "image", accept: "image/*,*/*" }, "/a"],
    ["a style sheet", { "sec-fetch-dest": "style", accept: "text/css,*/*" }, "/a.css"],
    ["a film", { "sec-fetch-dest": "video", accept: "*/*" }, "/a.mp4"],
    ["data", { "sec-fetch-dest": "empty", accept: "application/json" }, "/api"],
    ["a file by its name", { accept: "*/*" }, "/a.wasm"],
  ])("but not %s", async (_, headers, path) => {
    const [encoding, ...conditions] = await seen(headers, path);
    expect(encoding).toContain("gzip");
    expect(conditions).toEqual(Object.values(asked).slice(1));
  });
});

describe("everything else stays as it is", () => {
  const bytes = randomBytes(200_000);
  const hash = (body: Buffer) => createHash("sha256").update(body).digest("hex");
  test.each([
    ["image/png", bytes],
    ["application/octet-stream", bytes],
    ["application/json", Buffer.from(JSON.stringify({ script: CDN }))],
    ["text/css", Buffer.from(`/* ${CDN} */`)],
    ["text/event-stream", Buffer.from(`data: {"text":"${CDN}"}\n\n`)],
    ["text/plain", Buffer.from(CDN)],
    ["application/wasm", bytes],
  ])("%s", async (type, body) => {
    const { url } = await swapping(
      answering(
        { "content-type": type, "content-length": String(body.length), etag: '"1"', "x-a": "b" },
        body,
      ),
    );
    const answer = await fetch(`${url}/file`);
    expect(hash(Buffer.from(await answer.arrayBuffer()))).toBe(hash(body));
    expect(answer.headers.get("content-length")).toBe(String(body.length));
    expect(answer.headers.get("etag")).toBe('"1"');
  });

  test("a page with any bytes but for the address", async () => {
    const body = Buffer.concat([bytes, Buffer.from(CDN), bytes]);
    const { url, here } = await swapping(answering({ "content-type": "text/html" }, body));
    const got = Buffer.from(await (await fetch(url)).arrayBuffer());
    expect(hash(got)).toBe(hash(Buffer.concat([bytes, Buffer.from(here), bytes])));
  });

  test("a part of a file, and the word that it has not changed", async () => {
    const { url } = await swapping((request, response) => {
      const status = request.url === "/304" ? 304 : 206;
      response.writeHead(status, { "content-type": "text/html", etag: '"1"' });
      response.end(status === 206 ? CDN : undefined);
    });
    const part = await fetch(`${url}/206`);
    expect(await part.text()).toBe(CDN);
    expect(part.headers.get("etag")).toBe('"1"');
    expect((await fetch(`${url}/304`)).status).toBe(304);
  });

  test("what is compressed in an unknown way, which is told", async () => {
    const { url, unreadable } = await swapping((_request, response) => {
      response.writeHead(200, { "content-type": "text/html", "content-encoding": "x-secret" });
      response.end(bytes);
    });
    const answer = await fetch(`${url}/page?x=1`);
    expect(answer.headers.get("content-encoding")).toBe("x-secret");
    expect(unreadable).toEqual(["/page x-secret"]);
  });

  test("all of it where there is no swap", async () => {
    const { url } = await front(
      answering({ "content-type": "text/html", etag: '"1"', "cache-control": "public" }, PAGE),
    );
    const answer = await fetch(url, { headers: VISIT });
    expect(await answer.text()).toBe(PAGE);
    expect(answer.headers.get("etag")).toBe('"1"');
    expect(answer.headers.get("cache-control")).toBe("public");
  });
});

describe("a stream is never held back", () => {
  test.each(["plain", "gzip"])("each piece of a %s page comes before the next", async (coding) => {
    const steps = ["<p>one", "</p><p>two ", `<script src="${CDN}"></script> three`];
    let next = () => {};
    const { port } = await swapping(async (_request, response) => {
      response.writeHead(200, {
        "content-type": "text/html",
        ...(coding === "gzip" && { "content-encoding": coding }),
      });
      response.flushHeaders();
      const packed = createGzip();
      packed.pipe(response);
      for (const step of steps) {
        await new Promise<void>((resolve) => {
          next = resolve;
        });
        if (coding === "plain") response.write(step);
        else packed.write(step, () => packed.flush());
      }
      packed.end();
    });
    const client = await sendRaw(port, requestText("GET /", { Connection: "close" }));
    await client.until(/text\/html[\s\S]*\r\n\r\n$/);
    for (const seen of [/<p>one/, /two /, /chatkit\.js"><\/script> three/]) {
      next();
      await client.until(seen);
    }
  });

  test("an answer that the app breaks off is broken off", async () => {
    const { port } = await swapping((_request, response) => {
      response.writeHead(200, { "content-type": "text/html" });
      response.write("<p>one");
      setTimeout(() => response.destroy(), 50);
    });
    const client = await sendRaw(port, requestText("GET /", { Connection: "close" }));
    await client.closed;
    expect(client.received()).not.toMatch(/0\r\n\r\n$/);
  });

  test("what cannot be unpacked is broken off", async () => {
    const { url } = await swapping(
      answering({ "content-type": "text/html", "content-encoding": "gzip" }, "no gzip at all"),
    );
    await expect(fetch(url).then((answer) => answer.text())).rejects.toThrow();
  });
});
