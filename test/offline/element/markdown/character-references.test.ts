import { expect, test } from "vitest";
import { withoutCharacterReferences } from "../../../../src/offline/element/markdown/character-references.ts";

test.each([
  ["a &amp; b", "a & b"],
  ["&lt;b&gt;", "<b>"],
  ["&#38;&#x26;", "&&"],
  ["&amp;lt;", "&lt;"],
  ["&#0;&#xD800;&#x110000;", "\ufffd\ufffd\ufffd"],
  ["&unknown; &constructor; & co", "&unknown; &constructor; & co"],
  ["&#x1f600;", "\u{1f600}"],
])("%s is %s", (text, characters) => {
  expect(withoutCharacterReferences(text)).toBe(characters);
});
