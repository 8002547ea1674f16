import { describe, expect, test } from "vitest";
import {
  contentOf,
  isBlank,
  isSame,
  lengthOf,
  plainText,
  replace,
  searchableText,
  slice,
  tagOf,
  textContent,
} from "../../../../src/offline/element/composer/content.ts";
import type { UserMessageContent } from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";

const text = (value: string): UserMessageContent => ({ type: "input_text", text: value });
const ada: UserMessageContent = { type: "input_tag", id: "1", text: "Ada", data: {} };
const hello = [text("Hi "), ada, text("!")];

describe("positions", () => {
  test("count characters, and a tag as one", () => expect(lengthOf(hello)).toBe(5));

  test.each([
    [0, 2, [text("Hi")]],
    [2, 4, [text(" "), ada]],
    [3, 4, [ada]],
    [4, 5, [text("!")]],
    [0, 5, hello],
    [2, 2, []],
  ])("from %i to %i", (start, end, expected) => {
    expect(slice(hello, start, end)).toEqual(expected);
  });

  test.each([
    ["a tag is deleted and the texts become one", 3, 4, [], [text("Hi !")]],
    ["a tag takes the place of typed text", 0, 2, [ada], [ada, text(" "), ada, text("!")]],
    ["text goes in behind a tag", 4, 4, [text("?")], [text("Hi "), ada, text("?!")]],
    ["everything goes", 0, 5, [], []],
  ])("%s", (_what, start, end, inserted, expected) => {
    expect(replace(hello, start, end, inserted)).toEqual(expected);
  });
});

describe("texts", () => {
  test("a tag is one character for a search", () => {
    expect(searchableText(hello)).toBe("Hi \uFFFC!");
  });

  test("a tag is its name for other programs", () => expect(plainText(hello)).toBe("Hi @Ada!"));

  test("every system's line ends are one character", () => {
    expect(textContent("a\r\nb\rc\n")).toEqual([text("a\nb\nc\n")]);
  });

  test("of nothing is nothing", () => expect(textContent("")).toEqual([]));

  test.each([
    [[], true],
    [[text(" \n")], true],
    [[ada], false],
    [[text(" a")], false],
  ])("blank: %j is %s", (content, expected) => expect(isBlank(content)).toBe(expected));

  test("are the same however they are cut", () => {
    expect(isSame([text("a"), text("b"), text("")], [text("ab")])).toBe(true);
    expect(isSame([text("a")], [ada])).toBe(false);
  });
});

describe("what anybody may have written", () => {
  test("is a tag only with an id and a text, and keeps nothing else than a tag has", () => {
    const { type, ...rest } = { ...ada, group: "People", interactive: true, onclick: "alert(1)" };
    expect(tagOf(rest)).toEqual({ ...ada, group: "People", interactive: true });
    expect(type).toBe("input_tag");
    for (const value of [null, 1, "x", [], {}, { id: 1, text: "x" }, { id: "1" }]) {
      expect(tagOf(value)).toBeNull();
    }
  });

  test("loses data that is no object", () => {
    expect(tagOf({ id: "1", text: "Ada", data: [1], group: 5, interactive: "yes" })).toEqual(ada);
  });

  test.each(["", "nothing", "{}", "[1]", '[{"type":"input_text"}]', '[{"type":"html","id":1}]'])(
    "is no content: %s",
    (json) => expect(contentOf(json)).toBeNull(),
  );

  test("is content where all of it is", () => {
    expect(contentOf(JSON.stringify(hello))).toEqual(hello);
  });
});
