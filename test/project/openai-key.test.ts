import { describe, expect, test } from "vitest";
import {
  environmentWithoutKeys,
  hideKeys,
  keyFault,
  keyFromShell,
  maskKey,
} from "../../src/project/openai-key.ts";

const LONG = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789";

describe("the key of the shell", () => {
  test.each([
    [{}, undefined],
    [{ OPENAI_API_KEY: "" }, undefined],
    [{ OPENAI_API_KEY: "  " }, undefined],
    [{ OPENAI_API_KEY: " sk-a " }, { key: "sk-a", variable: "OPENAI_API_KEY" }],
    [
      { OPENAI_API_KEY: "sk-a", CHATKIT_OPENAI_API_KEY: "sk-b" },
      { key: "sk-b", variable: "CHATKIT_OPENAI_API_KEY" },
    ],
    [
      { OPENAI_API_KEY: "sk-a", CHATKIT_OPENAI_API_KEY: "" },
      { key: "sk-a", variable: "OPENAI_API_KEY" },
    ],
  ])("%j", (env, found) => {
    expect(keyFromShell(env)).toEqual(found);
  });

  test("is not handed on", () => {
    const env = { PATH: "/bin", OPENAI_API_KEY: "a", CHATKIT_OPENAI_API_KEY: "b" };
    expect(environmentWithoutKeys(env)).toEqual({ PATH: "/bin" });
  });
});

test.each([
  [LONG, "sk-…6789"],
  ["sk-12345678", "…"],
  ["", "…"],
])("%s is shown as %s", (key, shown) => {
  expect(maskKey(key)).toBe(shown);
});

test.each([
  ["sk-12345678", undefined],
  [LONG, undefined],
  ["sk-short", /short/],
  ["pk-123456789", /begins with sk-/],
  ["sk-1234 5678", /letters/],
  ['sk-12345678"', /letters/],
])("%j has the fault %s", (key, fault) => {
  if (fault) expect(keyFault(key)).toMatch(fault);
  else expect(keyFault(key)).toBeUndefined();
});

describe("hiding keys", () => {
  test.each([
    ["a key of the shell, however short", "it is sk-mine-01234 here", "it is sk-…1234 here"],
    ["anything that looks like a key", `x="${LONG}"`, 'x="sk-…6789"'],
    ["every one of them", `${LONG} ${LONG}`, "sk-…6789 sk-…6789"],
    ["but no directory", "cd sk-kitchen-assistant", "cd sk-kitchen-assistant"],
    [
      "nor a part of a word",
      "ask-me-anything-about-the-whole-world",
      "ask-me-anything-about-the-whole-world",
    ],
  ])("%s", (_, text, shown) => {
    expect(hideKeys(text, { OPENAI_API_KEY: "sk-mine-01234" })).toBe(shown);
  });
  test("a client secret is hidden too, and a word that only begins like one is not", () => {
    expect(hideKeys("ek_ABCDEFGHIJKLMNOP, ek_short, week_of_all_weeks_is", {})).toBe(
      "ek_…MNOP, ek_short, week_of_all_weeks_is",
    );
  });
  test("an empty or tiny variable hides nothing", () => {
    expect(hideKeys("a b", { OPENAI_API_KEY: "", CHATKIT_OPENAI_API_KEY: "a" })).toBe("a b");
  });
});
