import { expect, test } from "vitest";
import {
  answersOf,
  type Draft,
  draftOf,
  missing,
  toggled,
  withSkipped,
  withValues,
} from "../../../../src/offline/element/view/answers.ts";
import type { StructuredInput } from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";

const inputs: StructuredInput[] = [
  {
    id: "one",
    question: "One?",
    type: "multiple_choice",
    options: [{ value: "A" }],
    multiple: false,
  },
  { id: "two", question: "Two?", type: "freeform" },
];

test("a question is open until it is answered or skipped", () => {
  expect(missing(inputs, {})).toEqual(["one", "two"]);
  const answered = withValues({}, "one", ["A"]);
  expect(missing(inputs, answered)).toEqual(["two"]);
  expect(missing(inputs, withSkipped(answered, "two", true))).toEqual([]);
  expect(missing(inputs, withValues(answered, "two", ["  "]))).toEqual(["two"]);
});

test("what is skipped has no values, and what is answered again is not skipped", () => {
  const skipped = withSkipped(withValues({}, "one", ["A"]), "one", true);
  expect(draftOf(skipped, "one")).toEqual({ values: [], skipped: true });
  expect(draftOf(withValues(skipped, "one", ["A"]), "one")).toEqual({
    values: ["A"],
    skipped: false,
  });
});

test("each question has an answer on the wire", () => {
  const draft: Draft = withSkipped(withValues({}, "one", ["A"]), "two", true);
  expect(answersOf(inputs, draft)).toEqual({
    one: { values: ["A"], skipped: false },
    two: { values: [], skipped: true },
  });
});

test("several values stand in the order of their options", () => {
  const options = [{ value: "A" }, { value: "B" }, { value: "C" }];
  expect(toggled(options, ["C"], "A")).toEqual(["A", "C"]);
  expect(toggled(options, ["A", "C"], "A")).toEqual(["C"]);
});

test("a question may be called like a member of every object", () => {
  expect(draftOf({}, "constructor")).toEqual({ values: [], skipped: false });
});
