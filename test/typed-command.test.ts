import { describe, expect, test } from "vitest";
import { asTyped } from "../src/typed-command.ts";

describe("commands in what is said are those that the person can type", () => {
  test.each([
    ["npm/11.0.0 node/v20", "npx create-chatkit-app dev -- npx vite"],
    ["pnpm/10.1.0 npm/? node/v22", "pnpm dlx create-chatkit-app dev -- npx vite"],
    ["bun/1.2.0", "bunx create-chatkit-app dev -- npx vite"],
    [undefined, "npx create-chatkit-app dev -- npx vite"],
  ])("without an installation, called by %s", (userAgent, typed) => {
    const text = "Such as: chatkit dev -- npx vite";
    expect(asTyped(text, "create-chatkit-app", userAgent)).toBe(`Such as: ${typed}`);
  });

  test("an installed chatkit is said as it is", () => {
    expect(asTyped("Type chatkit theme list", "chatkit", undefined)).toBe(
      "Type chatkit theme list",
    );
  });

  test("every command of a text is meant, and nothing else", () => {
    const text =
      "chatkit theme check a.json; chatkit session. openai-chatkit dev, chatkit.json, chatkit devices";
    expect(asTyped(text, "create-chatkit-app", "npm/11")).toBe(
      "npx create-chatkit-app theme check a.json; npx create-chatkit-app session. openai-chatkit dev, chatkit.json, chatkit devices",
    );
  });
});
