import fc from "fast-check";
import { Lexer } from "marked";
import { describe, expect, test } from "vitest";
import { finished } from "../../../../src/offline/element/markdown/unfinished.ts";

describe("what is open is closed", () => {
  test.each([
    ["some **bold", "some **bold**"],
    ["some **bold ", "some **bold**"],
    ["some *slanted", "some *slanted*"],
    ["some _slanted", "some _slanted_"],
    ["some ~~gone", "some ~~gone~~"],
    ["**bold and *slanted", "**bold and *slanted***"],
    ["some `code", "some `code`"],
    ["a [link", "a link"],
    ["a [link](", "a link"],
    ["a [link](https://exam", "a link"],
    ["a **bold [link](https://exam", "a **bold link**"],
    ["a ![picture](https://exam", "a "],
    ["a [link](https://example.com/a(b", "a link"],
    ['a [link](https://example.com/a(b)c "ti', "a link"],
    ["a | b\n--|-", "a | b\n| - | - |"],
    ["| a | b |", "| a | b |\n| - | - |"],
    ["| a | b", "| a | b |\n| - | - |"],
    ["| a | b |\n|--", "| a | b |\n| - | - |"],
    ["| a | b |\n|---|--", "| a | b |\n| - | - |"],
  ])("%j", (text, closed) => {
    expect(finished(text)).toBe(closed);
  });
});

describe("what is undecided waits", () => {
  test.each([
    ["a line\n-", "a line"],
    ["a line\n==", "a line"],
    ["a line\n##", "a line"],
    ["a line\n``", "a line"],
    ["a line\n1.", "a line"],
    ["a line\n>", "a line"],
    ["```js\ncode\n``", "```js\ncode"],
    ["some **", "some "],
  ])("%j", (text, shown) => {
    expect(finished(text)).toBe(shown);
  });
});

describe("what is whole stays", () => {
  test.each([
    "A sentence.",
    "some **bold** text",
    "a [link](https://example.com) more",
    "2 * 3 = 6",
    "snake_case_name",
    "an array[0] of them",
    "`**` and `[` in code",
    "```js\nconst a = '**'",
    "```\ncode\n```",
    "- one\n- two",
    "| a |\n| - |\n| 1 |",
    "| a |\n| - |\n| 1 | 2",
    "escaped \\* star",
  ])("%j", (text) => {
    expect(finished(text)).toBe(text);
  });
});

const SAMPLE = `# Title

Some **bold *and slanted* text** with \`code\`, a [link](https://example.com/a_b?c=*d) and ~~more~~.

1. one
2. two
   - deep

| a | b |
|---|:-:|
| 1 | **2** |

\`\`\`js
const a = [1, 2] ** 3;
\`\`\`

> quoted
`;

/** The kinds of blocks, in their order. */
const shape = (text: string) =>
  new Lexer().lex(text).flatMap(({ type }) => (type === "space" ? [] : [type]));

test("the blocks of a growing text only ever become more", () => {
  const whole = shape(SAMPLE);
  for (let end = 1; end <= SAMPLE.length; end += 1) {
    const now = shape(finished(SAMPLE.slice(0, end)));
    expect([SAMPLE.slice(0, end), now]).toEqual([SAMPLE.slice(0, end), whole.slice(0, now.length)]);
  }
});

test("nothing that is shown is a marker that the next characters take away", () => {
  const texts = (tokens: ReturnType<Lexer["lex"]>): string[] =>
    tokens.flatMap((token) =>
      "tokens" in token && token.tokens
        ? texts(token.tokens as never)
        : [token.type === "text" ? token.raw : ""],
    );
  for (let end = 1; end <= SAMPLE.indexOf("\n\n1."); end += 1) {
    const shown = texts(new Lexer().lex(finished(SAMPLE.slice(0, end)))).join("");
    expect([SAMPLE.slice(0, end), shown]).toEqual([
      SAMPLE.slice(0, end),
      expect.not.stringMatching(/[*`[\]]|https/),
    ]);
  }
});

test("any text comes through, and only its end is touched", () => {
  const characters = fc.constantFrom(..."ab *_~`[]()!|-#>1.\n\\<&");
  fc.assert(
    fc.property(fc.string({ unit: characters, maxLength: 80 }), (text) => {
      const end = text.lastIndexOf("\n\n") + 1;
      expect(finished(text).startsWith(text.slice(0, end).trimEnd())).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test("no text takes more than a moment", () => {
  const many = [
    "(aaaa",
    "[",
    "[a](",
    "`",
    "`a",
    "*a",
    "**a *b ",
    "|a",
    "- ",
    "> ",
    "1. ",
    "![",
    "\\\\",
    " ",
  ];
  for (const piece of many) expect(typeof finished(`[x](${piece.repeat(1000)} (`)).toBe("string");
});
