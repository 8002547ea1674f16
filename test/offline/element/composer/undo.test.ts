import { beforeEach, describe, expect, test } from "vitest";
import { textContent } from "../../../../src/offline/element/composer/content.ts";
import { UndoStack } from "../../../../src/offline/element/composer/undo.ts";

const snapshot = (text: string) => ({ content: textContent(text), caret: text.length });

describe("undo", () => {
  let stack: UndoStack;
  const type = (...texts: string[]) => {
    for (const text of texts) stack.push(snapshot(text), "insertText");
  };

  beforeEach(() => {
    stack = new UndoStack(snapshot(""));
  });

  test("takes back a word at a time", () => {
    type("o", "on", "one", "one ", "one t", "one two");
    expect(stack.undo()).toEqual(snapshot("one "));
    expect(stack.undo()).toEqual(snapshot(""));
    expect(stack.undo()).toBeNull();
  });

  test("brings back what was taken back", () => {
    type("one ", "one two");
    stack.undo();
    stack.undo();
    expect(stack.redo()).toEqual(snapshot("one "));
    expect(stack.redo()).toEqual(snapshot("one two"));
    expect(stack.redo()).toBeNull();
  });

  test("typing after it ends what could be brought back", () => {
    type("one ", "one two");
    stack.undo();
    type("one x");
    expect(stack.redo()).toBeNull();
    expect(stack.undo()).toEqual(snapshot("one "));
  });

  test("a paste is a step of its own, also between letters", () => {
    type("a");
    stack.push(snapshot("aPASTE"));
    type("aPASTEb");
    expect(stack.undo()).toEqual(snapshot("aPASTE"));
    expect(stack.undo()).toEqual(snapshot("a"));
  });

  test("deleting is another step than typing", () => {
    type("ab");
    stack.push(snapshot("a"), "deleteContentBackward");
    expect(stack.undo()).toEqual(snapshot("ab"));
  });

  test("a caret that moves is no step", () => {
    type("ab");
    stack.push({ ...snapshot("ab"), caret: 0 });
    expect(stack.undo()).toEqual(snapshot(""));
  });

  test("nothing of another message is left", () => {
    type("one");
    stack.reset(snapshot(""));
    expect(stack.undo()).toBeNull();
    expect(stack.redo()).toBeNull();
  });
});
