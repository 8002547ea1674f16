import { describe, expect, test } from "vitest";
import { selectionOf } from "../../../../src/offline/element/composer/commands.ts";
import {
  dictationHindrance,
  elapsedText,
  microphoneProblem,
} from "../../../../src/offline/element/composer/dictation.ts";
import { acceptText, fileIcon, sizeText } from "../../../../src/offline/element/composer/files.ts";
import { entitiesOf, entityOf, tagFor } from "../../../../src/offline/element/composer/mentions.ts";

describe("files", () => {
  test.each([
    [0, "0 bytes"],
    [1, "1 byte"],
    [1023, "1023 bytes"],
    [1024, "1.0 kB"],
    [1536, "1.5 kB"],
    [20 * 1024, "20 kB"],
    [3.25 * 1024 * 1024, "3.3 MB"],
    [5 * 1024 ** 4, "5120 GB"],
  ])("%i bytes are %s", (bytes, expected) => expect(sizeText(bytes)).toBe(expected));

  test.each([
    ["image/png", "square-image"],
    ["IMAGE/PNG", "square-image"],
    ["video/mp4", "play"],
    ["application/json", "square-code"],
    ["text/plain", "square-text"],
    ["text/html", "square-code"],
    ["application/pdf", "document"],
    ["", "document"],
  ])("%j has the icon %s", (type, expected) => expect(fileIcon(type)).toBe(expected));

  test("the picker offers types and endings, each once", () => {
    expect(acceptText({ "image/*": [".png", ".jpg"], "image/png": [".png"] })).toBe(
      "image/*,.png,.jpg,image/png",
    );
    expect(acceptText({})).toBeNull();
    expect(acceptText(undefined)).toBeNull();
  });
});

describe("dictation", () => {
  const support = {
    isSecure: true,
    hasMicrophone: true,
    types: ["audio/mp4"],
  } as const;

  test("is there where a page may record", () => expect(dictationHindrance(support)).toBeNull());

  test.each([
    [{ ...support, isSecure: false, hasMicrophone: false }, /https/],
    [{ ...support, hasMicrophone: false }, /cannot record/],
    [{ ...support, types: [] }, /cannot record/],
  ])("says why it is not: %j", (given, reason) => {
    expect(dictationHindrance(given)).toMatch(reason);
  });

  test.each([
    ["NotAllowedError", /not allowed/],
    ["NotFoundError", /No microphone/],
    ["NotReadableError", /in use/],
    ["", /could not be used/],
  ])("says what is wrong with the microphone: %s", (name, message) => {
    expect(microphoneProblem(name)).toMatch(message);
  });

  test.each([
    [0, "0:00"],
    [9_999, "0:09"],
    [61_000, "1:01"],
    [600_000, "10:00"],
  ])("%i ms are %s", (milliseconds, expected) => {
    expect(elapsedText(milliseconds)).toBe(expected);
  });
});

describe("what a page's functions give back", () => {
  test("is entities, or an error that says what they need", () => {
    expect(entitiesOf([{ id: "1", title: "Ada" }])).toHaveLength(1);
    expect(() => entitiesOf(undefined)).toThrow("a list of entities");
    expect(() => entitiesOf([{ id: "1", title: "Ada" }, { id: 2 }])).toThrow("[1] needs an id");
  });

  test("is nothing, an entity or a menu, or an error that says so", () => {
    const entity = { id: "1", title: "Ada" };
    const commands = [{ id: "c", label: "Close" }];
    expect(selectionOf(undefined)).toBeNull();
    expect(selectionOf({ type: "entity", entity })).toEqual({ type: "entity", entity });
    expect(selectionOf({ type: "menu", commands })).toEqual({ type: "menu", commands });
    expect(() => selectionOf({ type: "menu", commands: [{}] })).toThrow("an id and a label");
    for (const wrong of ["menu", {}, { type: "entity" }]) {
      expect(() => selectionOf(wrong)).toThrow("has to resolve to nothing");
    }
  });

  test("an entity becomes a tag, and an entity again", () => {
    const entity = { id: "1", title: "Ada", group: "People", data: { a: "b" }, interactive: true };
    expect(entityOf(tagFor(entity))).toEqual(entity);
    expect(tagFor({ id: "1", title: "Ada" })).toEqual({
      type: "input_tag",
      id: "1",
      text: "Ada",
      data: {},
    });
  });
});
