import { expect, test } from "vitest";
import {
  type FormValues,
  fillPayload,
} from "../../../../src/offline/element/widgets/form/payload.ts";

const filled = (payload: unknown, values: FormValues) => fillPayload(payload, values).payload;

test("values stand under the names of their fields", () => {
  const values = [
    ["name", "Ada"],
    ["sure", true],
  ] as const;
  expect(filled(undefined, values)).toEqual({ name: "Ada", sure: true });
  expect(filled({ id: 1 }, values)).toEqual({ id: 1, name: "Ada", sure: true });
});

test("a name with dots is a path", () => {
  expect(
    filled({ todo: { id: 7 } }, [
      ["todo.title", "Buy milk"],
      ["todo.due.day", "2026-11-21"],
    ]),
  ).toEqual({
    todo: { id: 7, title: "Buy milk", due: { day: "2026-11-21" } },
  });
});

test("what the payload holds already wins, and is told of", () => {
  const payload = { id: 1, todo: { title: "old" }, tags: ["x"] };
  const values = [
    ["id", "2"],
    ["todo.title", "new"],
    ["todo", "all"],
    ["tags.first", "y"],
    ["fresh", "z"],
  ] as const;
  expect(fillPayload(payload, values)).toEqual({
    payload: { ...payload, fresh: "z" },
    collisions: ["id", "todo.title", "todo", "tags.first"],
  });
});

test.each([["text"], [7], [["list"]], [false]])("a payload of %j stays as it is", (payload) => {
  expect(fillPayload(payload, [["name", "Ada"]])).toEqual({ payload, collisions: ["name"] });
});

test("without values the payload is the one that was given", () => {
  const payload = { deep: {} };
  expect(filled(payload, [])).toBe(payload);
  expect(filled(undefined, [])).toBeUndefined();
});

test("the payload of the widget is not changed", () => {
  const payload = { todo: { id: 7 } };
  fillPayload(payload, [["todo.title", "x"]]);
  expect(payload).toEqual({ todo: { id: 7 } });
});

test("no name reaches the prototype of objects", () => {
  const payload = filled(JSON.parse('{"__proto__": {"mine": 1}}'), [
    ["__proto__.polluted", true],
    ["constructor.prototype.polluted", true],
  ]);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(JSON.parse(JSON.stringify(payload))).toEqual(
    JSON.parse(
      '{"__proto__": {"mine": 1, "polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
    ),
  );
});
