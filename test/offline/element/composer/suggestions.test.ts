import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  grouped,
  type Suggestion,
  type SuggestionSource,
  Suggestions,
} from "../../../../src/offline/element/composer/suggestions.ts";

const picked: string[] = [];
const suggestion = (label: string, group: string | null = null): Suggestion => ({
  label,
  group,
  description: null,
  icon: null,
  pick: () => picked.push(label),
});

/** Answers when the test says so. */
function source(now: readonly Suggestion[] = []) {
  const asked: { query: string; answer: (labels: string[]) => void; fail: () => void }[] = [];
  const failed = vi.fn();
  const it: SuggestionSource = {
    nothing: "Nothing",
    failed,
    search: (query) => ({
      now: now.filter(({ label }) => label.includes(query)),
      later: () =>
        new Promise((resolve, reject) => {
          asked.push({
            query,
            answer: (labels) => resolve(labels.map((label) => suggestion(label))),
            fail: () => reject(new Error("No")),
          });
        }),
    }),
  };
  return { ...it, failed, asked };
}

/** Lets what was answered arrive. */
const settle = () => vi.advanceTimersByTimeAsync(0);
const pause = () => vi.advanceTimersByTimeAsync(1000);

describe("suggestions", () => {
  let suggestions: Suggestions;
  const labels = () => suggestions.list?.suggestions.map(({ label }) => label);

  beforeEach(() => {
    vi.useFakeTimers();
    picked.length = 0;
    suggestions = new Suggestions(() => {});
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("are asked for at once, and then only for what is typed when a pause is made", async () => {
    const people = source();
    suggestions.show(0, "", people);
    suggestions.show(0, "a", people);
    suggestions.show(0, "ad", people);
    await pause();
    expect(people.asked.map(({ query }) => query)).toEqual(["", "ad"]);
  });

  test("that come late never win", async () => {
    const people = source();
    suggestions.show(0, "a", people);
    suggestions.show(0, "ad", people);
    await pause();
    people.asked[1]?.answer(["Ada"]);
    await settle();
    people.asked[0]?.answer(["Alan", "Ada"]);
    await settle();
    expect(labels()).toEqual(["Ada"]);
    expect(suggestions.list?.phase).toBe("ready");
  });

  test("that come after the list was closed do not open it, nor tell of a failure", async () => {
    const people = source();
    suggestions.show(0, "a", people);
    suggestions.show(4, "b", people);
    suggestions.close();
    people.asked[0]?.answer(["Ada"]);
    people.asked[1]?.fail();
    await settle();
    expect(suggestions.list).toBeNull();
    expect(people.failed).not.toHaveBeenCalled();
  });

  test("that fail are told of", async () => {
    const people = source();
    suggestions.show(0, "a", people);
    people.asked[0]?.fail();
    await settle();
    expect(suggestions.list?.phase).toBe("failed");
    expect(people.failed).toHaveBeenCalledOnce();
  });

  test("that are awaited are picked when they come, and not what was there before", async () => {
    const people = source();
    suggestions.show(0, "", people);
    people.asked[0]?.answer(["Zoe", "Ada"]);
    await settle();
    suggestions.show(0, "ada", people);
    expect(labels()).toEqual(["Zoe", "Ada"]);
    expect(suggestions.pick()).toBe(true);
    expect(picked).toEqual([]);
    // Enter ends the pause.
    await settle();
    people.asked[1]?.answer(["Ada"]);
    await settle();
    expect(picked).toEqual(["Ada"]);
  });

  test("known at once can be picked while others are awaited, and stay marked", async () => {
    const commands = source([suggestion("attach"), suggestion("dictate")]);
    suggestions.show(0, "", commands);
    suggestions.move(1);
    commands.asked[0]?.answer(["ticket"]);
    await settle();
    expect(labels()).toEqual(["attach", "dictate", "ticket"]);
    expect(suggestions.list?.active).toBe(1);
    suggestions.pick();
    expect(picked).toEqual(["dictate"]);
  });

  test("go round", async () => {
    const people = source();
    suggestions.show(0, "", people);
    people.asked[0]?.answer(["a", "b"]);
    await settle();
    suggestions.move(-1);
    expect(suggestions.list?.active).toBe(1);
    suggestions.move(1);
    expect(suggestions.list?.active).toBe(0);
  });

  test("of one group stand together, and groups as they begin", () => {
    const list = [suggestion("a", "x"), suggestion("b", "y"), suggestion("c", "x")];
    expect(grouped(list).map(({ label }) => label)).toEqual(["a", "c", "b"]);
  });

  test("that are none leave Enter to the message", async () => {
    const people = source();
    suggestions.show(0, "x", people);
    people.asked[0]?.answer([]);
    await settle();
    expect(suggestions.pick()).toBe(false);
    expect(suggestions.list?.nothing).toBe("Nothing");
  });
});
