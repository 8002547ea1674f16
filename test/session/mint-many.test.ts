import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { mintMany } from "../../src/session/mint-many.ts";

const { signal } = new AbortController();

describe("minting several", () => {
  test("goes on at once, within a bound, and keeps the order", async () => {
    let underWay = 0;
    let most = 0;
    const { minted, failure } = await mintMany({
      count: 40,
      signal,
      onMinted: () => undefined,
      mint: async (index) => {
        underWay += 1;
        most = Math.max(most, underWay);
        // The later ones are answered first.
        await sleep(index % 8 === 0 ? 8 : 1);
        underWay -= 1;
        return index;
      },
    });
    expect(minted).toEqual(Array.from({ length: 40 }, (_, index) => index));
    expect(failure).toBeUndefined();
    expect(most).toBe(8);
  });

  test("asks for nothing more after a failure, and loses nothing that was under way", async () => {
    const broken = new Error("broken");
    const mint = vi.fn(async (index: number) => {
      await sleep(index === 3 ? 1 : 5);
      if (index === 3) throw broken;
      return index;
    });
    const onMinted = vi.fn();
    const { minted, failure } = await mintMany({ count: 100, signal, mint, onMinted });
    expect(failure).toBe(broken);
    expect(minted).toEqual([0, 1, 2, 4, 5, 6, 7]);
    expect(mint).toHaveBeenCalledTimes(8);
    expect(onMinted).toHaveBeenCalledTimes(7);
  });

  test("ends with the signal, and says what was there by then", async () => {
    const controller = new AbortController();
    const reason = new Error("ended");
    const { minted, failure } = await mintMany({
      count: 100,
      signal: controller.signal,
      onMinted: () => undefined,
      mint: async (index) => {
        if (index === 20) controller.abort(reason);
        controller.signal.throwIfAborted();
        return index;
      },
    });
    expect(failure).toBe(reason);
    expect(minted).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });
});
