import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type ClientSecrets,
  createClientSecrets,
} from "../../../../src/offline/element/chat/client-secret.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Secrets of a page that hands out ek_1, ek_2 and so on, or what it is told to. */
function secretsOf(answers: readonly unknown[] = []) {
  const asked: (string | null)[] = [];
  const given: string[] = [];
  const failures: string[] = [];
  const secrets: ClientSecrets = createClientSecrets({
    ask: async (current) => {
      asked.push(current);
      const answer = answers[asked.length - 1] ?? `ek_${asked.length}`;
      if (answer instanceof Error) throw answer;
      return answer as string;
    },
    onSecret: (secret) => given.push(secret),
    onFailure: (error) => failures.push(String(error)),
  });
  return { secrets, asked, given, failures };
}

describe("a client secret", () => {
  test("is asked for with null once, by however many requests", async () => {
    const { secrets, asked, given } = secretsOf();
    const got = await Promise.all([secrets.current(), secrets.current(), secrets.current()]);
    expect(got).toEqual(["ek_1", "ek_1", "ek_1"]);
    expect(await secrets.current()).toBe("ek_1");
    expect(asked).toEqual([null]);
    expect(given).toEqual(["ek_1"]);
  });

  test("is replaced with the present one in hand, once", async () => {
    const { secrets, asked } = secretsOf();
    await secrets.current();
    expect(await Promise.all([secrets.renew("ek_1"), secrets.renew("ek_1")])).toEqual([
      "ek_2",
      "ek_2",
    ]);
    expect(await secrets.renew("ek_1"), "another request did so").toBe("ek_2");
    expect(asked).toEqual([null, "ek_1"]);
  });

  test("is replaced half a minute before it ends", async () => {
    const { secrets, asked } = secretsOf();
    await secrets.current();
    secrets.expires(Date.now() / 1000 + 600);
    await vi.advanceTimersByTimeAsync(569_000);
    expect(asked).toEqual([null]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toEqual([null, "ek_1"]);
    expect(await secrets.current()).toBe("ek_2");
  });

  test("is not replaced all the time where it does not last", async () => {
    const { secrets, asked } = secretsOf();
    await secrets.current();
    secrets.expires(Date.now() / 1000 + 10);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(asked).toEqual([null]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toEqual([null, "ek_1"]);
  });

  test("is left alone when the chat is over", async () => {
    const { secrets, asked } = secretsOf();
    await secrets.current();
    secrets.expires(Date.now() / 1000 + 600);
    secrets.end();
    secrets.expires(Date.now() / 1000 + 600);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(asked).toEqual([null]);
  });

  test("that cannot be replaced in time is told, and asked for again when it is needed", async () => {
    const { secrets, asked, failures } = secretsOf(["ek_1", new Error("offline")]);
    await secrets.current();
    secrets.expires(Date.now() / 1000 + 600);
    await vi.advanceTimersByTimeAsync(570_000);
    expect(failures).toEqual(["ChatError: api.getClientSecret failed: offline"]);
    expect(await secrets.renew("ek_1")).toBe("ek_3");
    expect(asked).toEqual([null, "ek_1", "ek_1"]);
  });

  test.each<[string, unknown, RegExp]>([
    ["an error", new Error("no session"), /^api\.getClientSecret failed: no session$/],
    ["nothing", { toString: undefined }, /it resolved to an object\.$/],
    ["an empty string", "", /it resolved to an empty one\.$/],
    ["a number", 7, /it resolved to number\.$/],
    [
      "the session",
      { id: "cksess_1", client_secret: "ek_1" },
      /it resolved to the session object\. Return its client_secret instead\.$/,
    ],
    ["an app's answer", { clientSecret: "ek_1" }, /Return its clientSecret instead\.$/],
  ])("that is %s is refused with the slip, and can be tried again", async (_, answer, words) => {
    const { secrets } = secretsOf([answer]);
    await expect(secrets.current()).rejects.toThrow(words);
    expect(await secrets.current()).toBe("ek_2");
  });
});
