import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createPace } from "../../../src/offline/model/pace.ts";

async function heard(stream: AsyncIterable<string>): Promise<string[]> {
  const tokens: string[] = [];
  for await (const token of stream) tokens.push(token);
  return tokens;
}

test("nothing of a text is lost on its way", async () => {
  const { stream } = createPace("instant");
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme" }), async (text) => {
      expect((await heard(stream(text))).join("")).toBe(text);
    }),
  );
});

test("a word is a token, and a long one several", async () => {
  const { stream } = createPace("instant");
  expect(await heard(stream("An extraordinary day, 👋🏽.\n"))).toEqual([
    "An",
    " extraord",
    "inary",
    " day,",
    " 👋🏽.",
    "\n",
  ]);
});

describe("readable", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("says 30 to 50 tokens a second", async () => {
    const tokens: string[] = [];
    const speaking = (async () => {
      for await (const token of createPace("readable").stream("word ".repeat(100)))
        tokens.push(token);
    })();
    await vi.advanceTimersByTimeAsync(1000);
    expect(tokens.length).toBeGreaterThanOrEqual(30);
    expect(tokens.length).toBeLessThanOrEqual(50);
    await vi.advanceTimersByTimeAsync(5000);
    await speaking;
    expect(tokens.join("")).toBe("word ".repeat(100));
  });
});

test("stops where nobody listens any more", async () => {
  const listener = new AbortController();
  const tokens: string[] = [];
  for await (const token of createPace("readable").stream("one two three four", listener.signal)) {
    tokens.push(token);
    if (tokens.length === 2) listener.abort();
  }
  expect(tokens).toEqual(["one", " two"]);
});
