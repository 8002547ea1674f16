import { expect, test } from "vitest";
import { TAG_MARK } from "../../../../src/offline/element/composer/content.ts";
import { findTrigger } from "../../../../src/offline/element/composer/trigger.ts";

const ALL = { mentions: true, commands: true };

test.each([
  ["@", "mention", 0, ""],
  ["@ad", "mention", 0, "ad"],
  ["Hi @ad", "mention", 3, "ad"],
  ["(@ad", "mention", 1, "ad"],
  ["one\n@", "mention", 4, ""],
  ["＠山田", "mention", 0, "山田"],
  ["@a/b", "mention", 0, "a/b"],
  [`${TAG_MARK}@b`, "mention", 1, "b"],
  ["/", "command", 0, ""],
  ["/fi", "command", 0, "fi"],
  ["Please /fi", "command", 7, "fi"],
  ["one\n/", "command", 4, ""],
])("%j asks for suggestions", (before, kind, start, query) => {
  expect(findTrigger(before, ALL)).toEqual({ kind, start, query });
});

test.each([
  "",
  "Hi",
  "@ada ",
  "ada@example.com",
  "@@",
  "and/or",
  "/usr/bin",
  "https://example.com",
  "a / b",
  "(/x",
  `@${"a".repeat(81)}`,
  `@${TAG_MARK}`,
])("%j does not", (before) => expect(findTrigger(before, ALL)).toBeNull());

test("asks for nothing that the options do not have", () => {
  expect(findTrigger("@a", { mentions: false, commands: true })).toBeNull();
  expect(findTrigger("/a", { mentions: true, commands: false })).toBeNull();
});
