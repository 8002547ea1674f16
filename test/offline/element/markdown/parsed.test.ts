import { describe, expect, test } from "vitest";
import { parsed } from "../../../../src/offline/element/markdown/parsed.ts";

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join("\n");

/** How deep lists and quotations are within each other. */
function depth(tokens: unknown): number {
  if (typeof tokens !== "object" || tokens === null) return 0;
  const within = Math.max(0, ...Object.values(tokens).map(depth));
  const isBox = "type" in tokens && (tokens.type === "list" || tokens.type === "blockquote");
  return within + (isBox ? 1 : 0);
}

describe("what the parser cannot read is text as it is written", () => {
  test.each([
    ["a paragraph of megabytes", "lorem *ipsum* ".repeat(800_000)],
    ["signs without end", "*a_".repeat(5000)],
    ["brackets without end", "[a](".repeat(10_000)],
    ["brackets on many lines", "[a\n".repeat(10_000)],
    ["backticks without end", lines(900, (index) => `${"`".repeat(index)}a`).replaceAll("\n", "")],
  ])("%s", (_, text) => {
    for (const isGrowing of [false, true]) {
      const [token, ...others] = parsed(text, isGrowing);
      expect(others).toEqual([]);
      const [inner = token] = token && "tokens" in token ? (token.tokens ?? []) : [];
      expect(inner?.type).toBe("text");
      expect(inner?.raw === text.trimEnd() || inner?.raw === text).toBe(true);
    }
  });

  test.each([
    ["lists that begin in a line", `${"- ".repeat(4000)}deep`],
    ["quotations that begin in a line", `${"> ".repeat(4000)}deep`],
    ["lists line by line", lines(200, (index) => `${"  ".repeat(index)}- deep`)],
    ["quotations line by line", lines(200, (index) => `${"> ".repeat(index)}deep`)],
  ])("the inner ones of %s", (_, text) => {
    const tokens = parsed(text, false);
    expect(depth(tokens)).toBe(24);
    expect(JSON.stringify(tokens)).toContain("deep");
  });
});

test("a long text of many paragraphs is read", () => {
  const text = "- **word** `code` [link](https://example.com)\n".repeat(3000);
  const [list] = parsed(text, false);
  expect(list?.type === "list" && list.items).toHaveLength(3000);
  expect(list?.type === "list" && list.items.at(-1)?.tokens[0]).toMatchObject({
    tokens: [{ type: "strong" }, {}, { type: "codespan" }, {}, { type: "link" }],
  });
});
