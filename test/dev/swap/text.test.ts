import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TagChanges } from "../../../src/dev/swap/tags.ts";
import { createTextRewriter } from "../../../src/dev/swap/text.ts";

const CDN = "https://cdn.platform.openai.com/deployments/chatkit/chatkit.js";
const HERE = "http://localhost:4310/__chatkit/offline/chatkit.js";
const CHANGES: TagChanges = {
  origin: "http://localhost:4310",
  nonce: "ours",
  needsNonce: true,
  isServedHere: (address) => new URL(address, "http://localhost:4310/x/").port === "4310",
};

/** What comes of a text that comes in pieces of these lengths, again and again. */
function rewrite(text: string, tags: TagChanges | null, lengths: readonly number[]): string {
  const rewriter = createTextRewriter(HERE, tags);
  let rewritten = "";
  for (let at = 0, turn = 0; at < text.length; turn++) {
    const length = lengths[turn % lengths.length] ?? text.length;
    rewritten += rewriter.push(text.slice(at, at + length));
    at += length;
  }
  return rewritten + rewriter.end();
}

const whole = (text: string, tags: TagChanges | null = CHANGES) => rewrite(text, tags, [1e9]);

describe("the address of ChatKit's script is swapped", () => {
  const slashed = (slash: string) => [CDN.replaceAll("/", slash), HERE.replaceAll("/", slash)];
  test.each([
    ["as it is", CDN, HERE],
    ["with a query and a fragment", `${CDN}?v=1#x`, `${HERE}?v=1#x`],
    ["without a scheme", CDN.replace("https:", ""), HERE.replace("http:", "")],
    ["without encryption", CDN.replace("https", "http"), HERE],
    ["in capitals", CDN.replace("https://cdn", "HTTPS://CDN"), HERE],
    ["in JSON with slashes escaped", ...slashed("\\/")],
    ["in JSON in a string", ...slashed("\\\\\\/")],
    ["in JSON that is safe in HTML", ...slashed("\\u002F")],
    ["in JSON in a string that is safe in HTML", ...slashed("\\\\u002f")],
    ["in a string with hexadecimal escapes", ...slashed("\\x2F")],
    ["in entities", ...slashed("&#x2F;")],
    ["in decimal entities", ...slashed("&#47;")],
    ["in named entities", ...slashed("&sol;")],
    ["with its colon escaped", CDN.replace(":", "\\u003a"), HERE],
    [
      "with its colon and dots as entities",
      CDN.replace(":", "&colon;").replaceAll(".", "&#46;"),
      HERE,
    ],
    ["with the port that goes without saying", CDN.replace(".com/", ".com:443/"), HERE],
    [
      "with that port in JSON",
      CDN.replace(".com/", ".com:443/").replaceAll("/", "\\/"),
      HERE.replaceAll("/", "\\/"),
    ],
    ["two times", `${CDN},${CDN}`, `${HERE},${HERE}`],
  ])("%s", (_, written, expected) => {
    for (const around of [`"${written}"`, `'${written}'`, ` ${written} `, `\`${written}\``]) {
      expect(whole(around, null)).toBe(around.replace(written, () => expected));
    }
  });

  test.each([
    "https://cdn.platform.openai.com/",
    "https://cdn.platform.openai.com/deployments/other/chatkit.js",
    "https://cdn.platform.openai.com.evil.example/deployments/chatkit/chatkit.js",
    "cdn.platform.openai.com/deployments/chatkit/chatkit.js",
    "https://cdn-platform.openai.com/deployments/chatkit/chatkit.js",
    "https://cdnxplatformxopenai.com/deployments/chatkit/chatkit.js",
  ])("%s is another address, and stays", (address) => {
    expect(whole(`<script src="${address}"></script>`)).toContain(`"${address}"`);
  });
});

describe("tags", () => {
  test.each([
    [
      "a script loses what says how its file was",
      `<script src="${CDN}" integrity="sha384-x" crossorigin="anonymous" async></script>`,
      `<script nonce="ours" src="${HERE}" async></script>`,
    ],
    [
      "in any order, quotes and case",
      `<SCRIPT CrossOrigin Integrity='sha384-x'\n async SRC=${CDN}></SCRIPT>`,
      `<SCRIPT nonce="ours"\n async SRC=${HERE}></SCRIPT>`,
    ],
    [
      "a nonce of the page stays",
      `<script nonce="theirs" src="${CDN}"></script>`,
      `<script nonce="theirs" src="${HERE}"></script>`,
    ],
    [
      "a preload is swapped as well",
      `<link rel=preload as=script href="${CDN}" integrity="sha384-x" crossorigin>`,
      `<link rel=preload as=script href="${HERE}">`,
    ],
    [
      "a connection ahead to the script's host is none",
      `<link rel="preconnect" href="https://cdn.platform.openai.com" crossorigin>`,
      `<link rel="preconnect" crossorigin>`,
    ],
    [
      "in any form",
      `<LINK href=//CDN.platform.openai.com/ REL='x DNS-Prefetch'><link rel=preconnect href="https:&#47;/cdn.platform.openai.com:443">`,
      `<LINK REL='x DNS-Prefetch'><link rel=preconnect>`,
    ],
    [
      "connections to others and other links stay",
      `<link rel=preconnect href="https://a.example"><link rel=preconnect href="/x"><link rel=author href="https://cdn.platform.openai.com">`,
      null,
    ],
    [
      "a file from here may be another now",
      `<script type="module" src="/a.js" integrity="sha384-x" crossorigin></script>`,
      `<script nonce="ours" type="module" src="/a.js" crossorigin></script>`,
    ],
    [
      "a file from elsewhere is the same",
      `<script src="https://unpkg.com/a.js" integrity="sha384-x" crossorigin></script>`,
      `<script src="https://unpkg.com/a.js" integrity="sha384-x" crossorigin></script>`,
    ],
    [
      "an attribute that holds a bracket",
      `<script data-x="a>b" integrity='x' src='${CDN}'></script>`,
      `<script nonce="ours" data-x="a>b" src='${HERE}'></script>`,
    ],
    [
      "a policy of the page",
      `<meta http-equiv="Content-Security-Policy" content="script-src &#39;self&#39;">`,
      `<meta http-equiv="Content-Security-Policy" content="script-src 'self' http://localhost:4310">`,
    ],
    [
      "a policy that reports",
      `<meta content="img-src 'none'" http-equiv='content-security-policy'>`,
      `<meta content="img-src http://localhost:4310 data: blob: https:" http-equiv='content-security-policy'>`,
    ],
    ["other metadata", `<meta name="x" content="default-src 'none'">`, null],
    ["a script within", `<script>if (a <script && b > c) d("<link ")</script>`, null],
    ["an end that never comes", `<p>1 <script src="`, null],
    ["names that only begin so", `<scripts src="x" integrity="y"><linkage><metadata>`, null],
  ])("%s", (_, html, expected) => {
    expect(whole(html)).toBe(expected ?? html);
  });

  test("a nonce is given where a policy asks for one, in the page or before it", () => {
    const script = `<script src="${CDN}"></script>`;
    const meta = (policy: string) =>
      `<meta http-equiv="content-security-policy" content="${policy}">`;
    const plain = { ...CHANGES, needsNonce: false };
    expect(whole(script, plain)).toBe(`<script src="${HERE}"></script>`);
    expect(whole(meta("script-src 'self'") + script, plain)).not.toContain("nonce");
    const after = whole(script + meta("script-src 'sha256-a'") + script, plain);
    expect(after.match(/<script nonce="ours"/g)).toHaveLength(1);
    expect(after.startsWith("<script src=")).toBe(true);
  });

  test("an inline script that names the address is let in by our nonce, and no other is", () => {
    const made = `<script>load("${CDN}")</script>`;
    const other = "<script>load()</script>";
    const page = `<script nonce="theirs">a("${CDN}")</script>${other}${made}${other}`;
    const expected = page
      .replaceAll(CDN, HERE)
      .replace(`<script>load("`, `<script nonce="ours">load("`);
    expect(whole(page)).toBe(expected);
    expect(rewrite(page, CHANGES, [1])).toBe(expected);
    expect(whole(page, { ...CHANGES, needsNonce: false })).toBe(page.replaceAll(CDN, HERE));
  });

  test("a tag without an end holds a bounded part back", () => {
    const rewriter = createTextRewriter(HERE, CHANGES);
    const text = `<script ${"x ".repeat(40_000)}`;
    expect(rewriter.push(text)).toBe(text);
  });
});

describe("what no browser would take for a page is passed on as it is, and soon", () => {
  test.each<[name: string, text: string]>([
    ["tags without an end", "<meta ".repeat(300_000)],
    ["tags without the end of a value", '<script a="'.repeat(100_000)],
    ["tags in the value of a tag", `<meta a='${"<meta ".repeat(10_000)}'>`.repeat(10)],
    ["nothing but white space in a tag", `<script ${" ".repeat(1_000_000)}`],
    [
      "a tag of very many attributes",
      `<link ${Array.from({ length: 20_000 }, (_, index) => `a${index}=b`).join(" ")}>`,
    ],
    ["a tag of nothing that is an attribute", `<link ${"= ".repeat(30_000)}>`],
  ])("%s", (_, text) => {
    expect(rewrite(text, CHANGES, [16_384]) === text).toBe(true);
    expect(whole(text) === text).toBe(true);
  });
});

describe("pieces", () => {
  const forms = [
    CDN,
    CDN.replace(".com/", ".com:443/"),
    CDN.replaceAll("/", "\\/"),
    CDN.slice("https:".length),
  ];
  const parts = [
    ...forms,
    ...forms.map((form) => `<script>a("${form}")</script>`),
    ...forms.map((form) => `<script integrity="x" src="${form}" crossorigin>`),
    ...[
      "<",
      "</script>",
      "/",
      "//",
      "https:",
      "\\",
      "&",
      "&#x2f;",
      "ü",
      "\u0000",
      "<met",
      '"',
      "'",
    ],
    `<meta http-equiv="content-security-policy" content="default-src 'none'; script-src 'nonce-a'">`,
    `<link rel="preload" href='${CDN}'\nintegrity=y>`,
  ];
  const texts = fc
    .array(fc.oneof(fc.constantFrom(...parts), fc.string({ maxLength: 8 })), { maxLength: 12 })
    .map((some) => some.join(""));
  const lengths = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 8 });

  test.each([
    ["HTML", CHANGES],
    ["code", null],
  ])("%s is the same however it is cut", (_, tags) => {
    fc.assert(
      fc.property(texts, lengths, (text, cuts) => {
        expect(rewrite(text, tags, cuts)).toBe(whole(text, tags));
      }),
      { numRuns: 300 },
    );
  });

  test("each place to cut a page once", () => {
    const page = `<head><script src='${CDN}' integrity="x"></script><script>a("${forms[1]}")</script>`;
    for (let at = 1; at < page.length; at++) {
      expect(rewrite(page, CHANGES, [at, 1e9]), `cut at ${at}`).toBe(whole(page));
    }
  });

  test("what has nothing to be changed in it stays as it is, and nothing of it waits", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = Buffer.from(bytes).toString("latin1");
        const rewriter = createTextRewriter(HERE, null);
        const passed = rewriter.push(text);
        expect(passed + rewriter.end()).toBe(text);
        // Only a beginning of the address waits.
        const held = text.slice(passed.length);
        expect(held === "" || /^(?:h|\/|\\|&)/i.test(held)).toBe(true);
      }),
    );
  });

  test.each(["data: 1\n\n", "<p>word ", "<script>a()", "<b", "1 < 2"])(
    "%j passes at once",
    (text) => {
      const changes = { ...CHANGES, needsNonce: false };
      expect(createTextRewriter(HERE, changes).push(text)).toBe(text);
    },
  );
});
