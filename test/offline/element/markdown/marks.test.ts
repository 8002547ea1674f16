import fc from "fast-check";
import { Lexer } from "marked";
import { describe, expect, test } from "vitest";
import {
  signsIn,
  splitAtSigns,
  withoutSigns,
  withSigns,
} from "../../../../src/offline/element/markdown/marks.ts";

/** The text with `^` where its one mark is. */
const marked = (text: string, index: number) =>
  withSigns(text, [{ index }]).replace(/\ufffc0\ufffc/, "^");

describe("a mark stands where the text can hold it", () => {
  test.each([
    ["Paris is large.", 5, "Paris^ is large."],
    ["Paris is large.", 6, "Paris^ is large."],
    ["Paris", 99, "Paris^"],
    ["Paris", -1, "^Paris"],
    ["Paris", Number.NaN, "^Paris"],
    ["a **bold** b", 9, "a **bold**^ b"],
    ["a [link](https://a.b) c", 12, "a [link](https://a.b)^ c"],
    ["a `code` c", 4, "a `code`^ c"],
    ["see https://example.com/x now", 10, "see https://example.com/x^ now"],
    ["a &amp; b", 4, "a &amp;^ b"],
    ["a \\* b", 3, "a \\*^ b"],
    ["# Title", 0, "# ^Title"],
    ["- one\n- two", 6, "- one^\n- two"],
    ["a\n\n```\ncode\n```\n", 14, "a\n\n```\ncode^\n```\n"],
    ["| a |\n| - |\n| 1 |", 9, "| a ^|\n| - |\n| 1 |"],
    ["| a |\n| - |\n| 1 |", 17, "| a |\n| - |\n| 1 ^|"],
    ["\u{1f600} smile", 1, "\u{1f600}^ smile"],
  ])("%j at %d", (text, index, expected) => {
    expect(marked(text, index)).toBe(expected);
  });
});

test("marks of one place keep their order", () => {
  const text = withSigns("A fact.", [{ index: 7 }, { index: 7 }, { index: 1 }]);
  expect(signsIn(text)).toEqual([2, 0, 1]);
  expect(splitAtSigns(text)).toEqual(["A", 2, " fact.", 0, 1]);
});

test("a text that has the sign itself shows no mark that is not there", () => {
  expect(signsIn(withSigns("\ufffc0\ufffc", [{ index: 0 }]))).toEqual([0]);
});

test("without its signs a text is what it was", () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.nat(100)), (text, places) => {
      const clean = text.replaceAll("\ufffc", "");
      const signed = withSigns(
        clean,
        places.map((index) => ({ index })),
      );
      expect(withoutSigns(signed)).toBe(clean);
      expect(signsIn(signed)).toHaveLength(places.length);
    }),
  );
});

const SAMPLE = `# Title

Some **bold** text, \`code\`, [a link](https://example.com) & more https://example.com.

| a | b |
|---|---|
| 1 | 2 |

\`\`\`js
code
\`\`\`

- one
- two
`;

test("no place of a mark changes what the blocks of a text are", () => {
  const shape = (text: string) => new Lexer().lex(text).map(({ type }) => type);
  for (let index = 0; index <= SAMPLE.length; index += 1) {
    expect([index, shape(withSigns(SAMPLE, [{ index }]))]).toEqual([index, shape(SAMPLE)]);
  }
});
