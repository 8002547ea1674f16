import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { EXIT, Interrupted } from "../../src/errors.ts";
import { OpenAIFailure } from "../../src/openai/failure.ts";
import { type KeepEvent, type KeptSecret, keepSecret } from "../../src/session/keep.ts";
import { openSecretFile } from "../../src/session/secret-file.ts";
import { scratch } from "../helpers/cli.ts";
import { disk, disks } from "../helpers/disk.ts";
import { until } from "../helpers/processes.ts";

// Lives of seconds are waited for; a machine with much to do needs longer for the rest.
vi.setConfig({ testTimeout: 20_000 });

const outage = (more: object = {}) =>
  new OpenAIFailure("Out of order.", {
    ...{ code: "openai_failed", exitCode: EXIT.refused, hint: "Wait.", isTemporary: true },
    ...more,
  });

/** A file that is kept until the test ends; `mint` is told how many there were before. */
async function keep(
  mint: (index: number, signal: AbortSignal) => string | Promise<string>,
  {
    seconds = 600,
    cwd,
    hear = () => {},
  }: { seconds?: number; cwd?: string; hear?: (event: KeepEvent<KeptSecret>) => void } = {},
) {
  const path = join(cwd ?? (await scratch()), "secret");
  const file = await openSecretFile(path, "/");
  const controller = new AbortController();
  const events: KeepEvent<KeptSecret>[] = [];
  let minted = 0;
  const ended = keepSecret({
    file,
    signal: controller.signal,
    tell: (event) => {
      events.push(event);
      hear(event);
    },
    mint: async (signal) => ({ text: await mint(minted++, signal), lifetimeSeconds: seconds }),
  }).catch((error: unknown) => error);
  const end = () => {
    controller.abort(new Interrupted("SIGINT"));
    return ended;
  };
  onTestFinished(async () => void (await end()));
  const text = () => readFile(path, "utf8").catch(() => undefined);
  return {
    ...{ path, events, ended, end, text },
    types: () => events.map(({ type }) => type),
    holds: (wanted: string) =>
      until(`the file to hold ${wanted}`, async () => (await text()) === wanted),
  };
}

describe("a secret in a file", () => {
  test("is renewed a minute before its end, also where the machine slept in between", async () => {
    const kept = await keep((index) => `ek_${index}`);
    await kept.holds("ek_0");
    const now = Date.now;
    let sleptMs = 530_000;
    vi.spyOn(Date, "now").mockImplementation(() => now() + sleptMs);
    onTestFinished(() => void vi.restoreAllMocks());
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(await kept.text()).toBe("ek_0");
    sleptMs = 541_000;
    await kept.holds("ek_1");
    expect(kept.types()).toEqual(["written", "written"]);
  });

  test("that ended in a sleep is taken out, and the next is tried for while the network wakes", async () => {
    const kept = await keep((index) => {
      if (index === 1) throw outage();
      return `ek_${index}`;
    });
    await kept.holds("ek_0");
    const now = Date.now;
    vi.spyOn(Date, "now").mockImplementation(() => now() + 700_000);
    onTestFinished(() => void vi.restoreAllMocks());
    await until("the failure", () => kept.types().includes("failed"));
    expect(await kept.text()).toBeUndefined();
    await kept.holds("ek_2");
    expect(kept.types()).toEqual(["written", "ended", "failed", "written"]);
  });

  test.each([
    ["when it was written", "written"],
    ["during a renewal", "mint"],
    ["between two tries", "failed"],
  ])("is renewed also where the machine fell asleep %s", async (_, moment) => {
    const now = Date.now;
    let sleptMs = 0;
    vi.spyOn(Date, "now").mockImplementation(() => now() + sleptMs);
    onTestFinished(() => void vi.restoreAllMocks());
    const kept = await keep(
      (index, signal) => {
        if (index === 1 && moment === "mint") {
          sleptMs = 10_000;
          return new Promise((_, reject) =>
            signal.addEventListener("abort", () => reject(signal.reason)),
          );
        }
        if (index === 1 || index === 2) throw outage();
        return `ek_${index}`;
      },
      {
        seconds: 2,
        hear: ({ type }) => {
          if (type === moment) sleptMs = 10_000;
        },
      },
    );
    await kept.holds("ek_3");
    const types = kept.types().slice(0, 5);
    expect(types.filter((type) => type === "failed")).toHaveLength(2);
    expect(types.filter((type) => type === "ended")).toHaveLength(1);
  });

  test("is renewed after half of its life where that is short", async () => {
    const kept = await keep((index) => `ek_${index}`, { seconds: 1 });
    await kept.holds("ek_0");
    await kept.holds("ek_1");
  });

  test("one without any life does not make it mint without a pause", async () => {
    let count = 0;
    const kept = await keep(() => `ek_${count++}`, { seconds: 0 });
    await kept.holds("ek_2");
    const times = kept.events.length;
    expect(times).toBeLessThan(10);
  });

  test("is removed at the end", async () => {
    const kept = await keep(() => "ek_0");
    await kept.holds("ek_0");
    expect(await kept.end()).toMatchObject({ exitCode: 130 });
    expect(await kept.text()).toBeUndefined();
    expect(kept.types()).toEqual(["written", "removed"]);
  });

  test.each(["removed", "emptied"])("is there again when it was %s", async (how) => {
    const kept = await keep(() => "ek_0");
    await kept.holds("ek_0");
    await (how === "removed" ? rm(kept.path) : writeFile(kept.path, ""));
    await kept.holds("ek_0");
    await until("the event", () => kept.types().includes("restored"));
  });

  test("of another run stays, is told once, and is not removed", async () => {
    const kept = await keep(() => "ek_0");
    await kept.holds("ek_0");
    await writeFile(kept.path, "ek_other");
    await until("the event", () => kept.types().includes("replaced"));
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(kept.types()).toEqual(["written", "replaced"]);
    await kept.end();
    expect(await kept.text()).toBe("ek_other");
  });

  test("gives way to something else that somebody wrote", async () => {
    const kept = await keep(() => "ek_0");
    await kept.holds("ek_0");
    await writeFile(kept.path, "my notes");
    expect(await kept.ended).toMatchObject({ code: "watch_file_in_use", exitCode: 2 });
    expect(await kept.text()).toBe("my notes");
  });
});

test("a file that became a directory ends the run, and is not said to hold a secret", async () => {
  const kept = await keep(() => "ek_0");
  await kept.holds("ek_0");
  await rm(kept.path);
  await mkdir(kept.path);
  expect(await kept.ended).toMatchObject({ code: "watch_file_unusable" });
  expect(kept.types()).toEqual(["written"]);
});

describe("two runs with one file", () => {
  test("leave a valid secret in it until the last one ends", async () => {
    const cwd = await scratch();
    const one = await keep(() => "ek_one", { cwd });
    await one.holds("ek_one");
    const two = await keep(() => "ek_two", { cwd });
    await two.holds("ek_two");
    await two.end();
    await one.holds("ek_one");
    await one.end();
    expect(await one.text()).toBeUndefined();
  });
});

describe("a renewal that fails", () => {
  test("for a while is tried again, and told", async () => {
    const kept = await keep(
      (index) => {
        if (index === 1) throw outage();
        return `ek_${index}`;
      },
      { seconds: 2 },
    );
    await kept.holds("ek_2");
    expect(kept.types().slice(0, 3)).toEqual(["written", "failed", "written"]);
    expect(kept.events[1]).toMatchObject({ error: { message: "Out of order." } });
  });

  test("until the secret has ended, ends the run with its failure and removes the file", async () => {
    const failure = outage();
    const kept = await keep(
      (index) => {
        if (index > 0) throw failure;
        return "ek_0";
      },
      { seconds: 2 },
    );
    await kept.holds("ek_0");
    expect(await kept.ended).toBe(failure);
    expect(kept.types()).toContain("failed");
    expect(await kept.text()).toBeUndefined();
  });

  test("that takes its time ends the run with its failure, too, not with the lack of time", async () => {
    const failure = outage();
    const kept = await keep(
      (index, signal) =>
        index === 0
          ? "ek_0"
          : new Promise((_, reject) => {
              signal.addEventListener("abort", () => reject(signal.reason));
              setTimeout(() => reject(failure), 100);
            }),
      { seconds: 2 },
    );
    await kept.holds("ek_0");
    expect(await kept.ended).toBe(failure);
  });

  test("that gets no answer is given up when the secret ends", async () => {
    const kept = await keep(
      (index, signal) =>
        index === 0
          ? "ek_0"
          : new Promise((_, reject) =>
              signal.addEventListener("abort", () => reject(signal.reason)),
            ),
      { seconds: 2 },
    );
    await kept.holds("ek_0");
    expect(await kept.ended).toMatchObject({ code: "openai_timeout", exitCode: 4 });
    expect(await kept.text()).toBeUndefined();
  });

  test("for good ends the run at once", async () => {
    const refused = outage({ isTemporary: false, exitCode: EXIT.key });
    const kept = await keep(
      (index) => {
        if (index > 0) throw refused;
        return "ek_0";
      },
      { seconds: 2 },
    );
    expect(await kept.ended).toBe(refused);
    expect(kept.types()).toEqual(["written", "removed"]);
  });

  test("the first time ends the run, and leaves no file", async () => {
    const kept = await keep(() => {
      throw outage();
    });
    expect(await kept.ended).toMatchObject({ code: "openai_failed" });
    expect(await kept.text()).toBeUndefined();
    expect(kept.types()).toEqual([]);
  });
});

describe.skipIf(!disks)("a disk", () => {
  test("that is full for a while delays the new secret, which is not minted twice", async () => {
    const small = await disk("size=16k");
    const kept = await keep((index) => `ek_${index}`, { cwd: small.path, seconds: 4 });
    await kept.holds("ek_0");
    const filler = join(small.path, "more");
    // The last bytes of the disk, so that not even a secret finds room.
    await writeFile(filler, Buffer.alloc(12 * 1024));
    await until("the failure", () => kept.types().includes("failed"));
    expect(await kept.text()).toBe("ek_0");
    await rm(filler);
    await kept.holds("ek_1");
  });

  test("that became read-only keeps what it has, and the end says so", async () => {
    const small = await disk("size=100k");
    const kept = await keep(() => "ek_0", { cwd: small.path });
    await kept.holds("ek_0");
    small.makeReadOnly();
    expect(await kept.end()).toMatchObject({ exitCode: 130 });
    expect(kept.types()).toEqual(["written", "left"]);
    expect(await kept.text()).toBe("ek_0");
  });
});
