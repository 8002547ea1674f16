import { readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "@libsql/client";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { until } from "../helpers/processes.ts";
import { newPlace, type Place, temporaryDirectory } from "./stores/places.ts";
import { ADA, attachment, ids, item, NOT_FOUND, thread } from "./stores/samples.ts";
import { environmentOf, type StoreModule } from "./stores/store-module.ts";
import { startWorker } from "./stores/workers.ts";

const SETTINGS_ERROR = { name: "SettingsError" };
const all = { limit: 100, order: "asc" } as const;

let openStorage: StoreModule["openStorage"];

beforeAll(async () => {
  ({ openStorage } = (await import((await newPlace("sqlite")).module)) as StoreModule);
});

function open(dataDirectory: string) {
  return openStorage({ environment: environmentOf({}), dataDirectory });
}

function fileOf({ dataDirectory }: Place) {
  return createClient({ url: `file:${join(dataDirectory, "chat.sqlite")}` });
}

describe("a file of the first release", () => {
  const schema = () => readFile(new URL("stores/first-schema.sql", import.meta.url), "utf8");

  it("goes on being used", async () => {
    const place = await newPlace("sqlite");
    const before = fileOf(place);
    await before.executeMultiple(await schema());
    before.close();

    const { store } = await place.open();
    expect(await store.loadThread("old", ADA)).toMatchObject({ title: "From before" });
    expect(await store.loadThread("untitled", ADA)).toStrictEqual({
      id: "untitled",
      created_at: "2026-11-20T12:00:00",
      status: { type: "locked" },
      metadata: { note: null },
    });
    expect(ids(await store.loadThreadItems("old", all, ADA))).toEqual(["msg_1"]);
    expect(await store.attachmentBytes(ADA)).toBe(3);
    const old = await store.loadThread("old", ADA);
    expect(await store.replaceThread(old, { ...old, title: "Renamed" }, ADA)).toBe(true);
    await store.addThreadItem("old", item("new"), ADA);
    await store.saveFeedback("old", ["msg_1", "new"], "negative", ADA);
    await store.beginTurn({ id: "turn", threadId: "old" }, ADA);
    expect(await store.runningTurns("old", ADA)).toEqual(["turn"]);
    await store.close();
    const after = fileOf(place);
    const { rows } = await after.execute("SELECT item_id, kind FROM feedback ORDER BY item_id");
    expect(rows).toMatchObject([
      { item_id: "msg_1", kind: "negative" },
      { item_id: "new", kind: "negative" },
    ]);
    after.close();
  });

  it("is brought up to date by one of several processes that start at once", async () => {
    const place = await newPlace("sqlite");
    const before = fileOf(place);
    await before.executeMultiple(await schema());
    before.close();
    const names = ["a", "b", "c", "d"];
    const workers = names.map((name) => startWorker(place, { job: "open", name }));
    await Promise.all(workers.map(({ done }) => done));
    const { store } = await place.open();
    expect(ids(await store.loadThreads(all, ADA))).toEqual(["old", "untitled"]);
    await store.close();
  }, 30_000);
});

describe("a file that cannot be used", () => {
  it("is refused when a newer version of the app wrote it", async () => {
    const place = await newPlace("sqlite");
    await (await place.open()).store.close();
    const file = fileOf(place);
    await file.execute("PRAGMA user_version = 99");
    file.close();
    await expect(place.open()).rejects.toMatchObject({
      ...SETTINGS_ERROR,
      message: expect.stringMatching(/chat\.sqlite was written by a newer version .* version 99/),
    });
  });

  it("is refused when it is something else", async () => {
    const place = await newPlace("sqlite");
    await writeFile(join(place.dataDirectory, "chat.sqlite"), "Dear diary, ".repeat(100));
    await expect(place.open()).rejects.toMatchObject({
      ...SETTINGS_ERROR,
      message: expect.stringContaining("chat.sqlite cannot be used"),
    });
  });

  it("is refused when its directory is a file", async () => {
    const path = join(await temporaryDirectory("sqlite"), "data");
    await writeFile(path, "");
    await expect(open(path)).rejects.toMatchObject({
      ...SETTINGS_ERROR,
      message: expect.stringContaining("CHATKIT_DATA_DIR cannot be used"),
    });
  });
});

describe("the directory", () => {
  it("is made for this user alone, whatever its name", async () => {
    const parent = await temporaryDirectory("sqlite");
    const path = join(parent, "a new", "ü 100% #1?");
    const { store, files } = await open(path);
    await store.saveThread(thread("t"), ADA);
    await files.write("file", Buffer.from("abc"));
    await store.close();
    const mode = async (...names: string[]) => (await stat(join(path, ...names))).mode & 0o777;
    expect(await mode()).toBe(0o700);
    expect(await mode("attachments")).toBe(0o700);
    expect(await mode("attachments", "file")).toBe(0o600);
    expect(await mode("chat.sqlite")).toBe(0o600);
  });

  it("is cleared of files that belong to nothing, such as uploads that were never finished", async () => {
    const path = await temporaryDirectory("sqlite");
    const first = await open(path);
    await first.store.saveAttachment(attachment("known", { thread_id: "t" }), ADA);
    await first.store.close();
    const pathOf = (name: string) => join(path, "attachments", name);
    const yesterday = new Date(Date.now() - 25 * 3_600_000);
    for (const name of ["known", "orphan", ".upload-old", ".upload-new", "new"]) {
      await writeFile(pathOf(name), "abc");
      if (!name.endsWith("new")) await utimes(pathOf(name), yesterday, yesterday);
    }
    const { store } = await open(path);
    const left = async () => (await readdir(join(path, "attachments"))).sort();
    await vi.waitFor(async () => expect(await left()).toEqual([".upload-new", "known", "new"]));
    await store.close();
  });
});

describe("while another process writes", () => {
  it("waits, answers others meanwhile, and then commits", async () => {
    const place = await newPlace("sqlite");
    const { store } = await place.open();
    await store.saveThread(thread("t"), ADA);
    const other = fileOf(place);
    const transaction = await other.transaction("write");
    await transaction.execute("DELETE FROM feedback");

    let ticks = 0;
    const ticking = setInterval(() => ticks++, 5);
    let isWritten = false;
    const writing = store.addThreadItem("t", item("first"), ADA).then(() => {
      isWritten = true;
    });
    const changes = Promise.all([
      store.saveAttachment(attachment("a"), ADA),
      store.saveFeedback("t", ["first"], "positive", ADA),
    ]);
    await until("a few ticks", () => ticks > 10);
    await sleep(400);
    clearInterval(ticking);
    expect(isWritten).toBe(false);
    await transaction.rollback();
    await writing;
    await changes;

    // A statement that was refused must not keep what came after it from being committed.
    await store.addThreadItem("t", item("second"), ADA);
    for (const [table, count] of Object.entries({ items: 2, feedback: 1, attachments: 1 })) {
      const { rows } = await other.execute(`SELECT count(*) AS count FROM ${table}`);
      expect([table, rows[0]?.count]).toEqual([table, count]);
    }
    // What PRAGMA set for the connection holds as before.
    const lost = store.addThreadItem("gone", item("x"), ADA);
    await expect(lost).rejects.toMatchObject(NOT_FOUND);
    other.close();
    await store.close();
  });
});
