import { createHash } from "node:crypto";
import { once } from "node:events";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PageQuery, Store } from "../../templates/+self-hosted+node/server/chatkit/store.ts";
import type { Page, ThreadItem } from "../../templates/+self-hosted+node/server/chatkit/types.ts";
import { hasPostgres, type PostgresServer, startPostgres } from "../helpers/postgres.ts";
import { until } from "../helpers/processes.ts";
import { newPlace, type Place } from "./stores/places.ts";
import { ids, item, thread } from "./stores/samples.ts";
import { startWorker } from "./stores/workers.ts";

const USERS = ["ada", "bob", "cleo"];
const COUNT = 40;

describe("SQLite", () => describeSharing(() => newPlace("sqlite")));

describe.runIf(hasPostgres)("Postgres", () => {
  let postgres: PostgresServer;

  beforeAll(async () => {
    postgres = await startPostgres();
  }, 60_000);
  afterAll(() => postgres.remove());

  describeSharing(() => newPlace("postgres", postgres));
});

/** What holds when several processes work on the same data. */
function describeSharing(makePlace: () => Promise<Place>): void {
  let place: Place;

  beforeEach(async () => {
    place = await makePlace();
  });

  it("is made by one of several processes that start at once", async () => {
    const names = ["a", "b", "c", "d", "e"];
    const workers = names.map((name) => startWorker(place, { job: "open", name }));
    await Promise.all(workers.map(({ done }) => done));
    const { store } = await place.open();
    await store.saveThread(thread("t"), { userId: "ada" });
    await store.close();
  }, 60_000);

  it("lets processes and users work at once, and a reader who follows misses nothing", async () => {
    const { store } = await place.open();
    for (const userId of USERS) await store.saveThread(thread("shared"), { userId });
    const names = ["a", "b", "c"];
    const workers = names.map((name) =>
      startWorker(place, { job: "add", name, users: USERS, count: COUNT }),
    );
    const followed = USERS.map((userId) => follow(store, userId, names.length * COUNT));
    await Promise.all(workers.map(({ done }) => done));

    for (const [index, userId] of USERS.entries()) {
      const shared = await readAll(store, "shared", { userId });
      expect(await followed[index]).toEqual(shared);
      expect(new Set(shared).size).toBe(names.length * COUNT);
      for (const name of names) {
        const own = Array.from({ length: COUNT }, (_, n) => `${name}-${n}`);
        expect(shared.filter((id) => id.startsWith(`${name}-`))).toEqual(own);
        const ofUser = Array.from({ length: COUNT }, (_, n) => `${userId}-${n}`);
        expect(await readAll(store, `own-${name}`, { userId })).toEqual(ofUser);
      }
      const threads = await store.loadThreads({ limit: 100, order: "asc" }, { userId });
      expect(ids(threads).sort()).toEqual([...names.map((name) => `own-${name}`), "shared"]);
    }
    await store.close();
  }, 60_000);

  it("shows another copy at once what this one did", async () => {
    const [one, two] = [await place.open(), await place.open()];
    const ada = { userId: "ada" };
    await one.store.saveThread(thread("t"), ada);
    await two.store.addThreadItem("t", item("i"), ada);
    expect(await one.store.loadItem("t", "i", ada)).toMatchObject({ id: "i" });
    await one.files.write("file", Buffer.from("abc"));
    expect(Buffer.from(await two.files.read("file")).toString()).toBe("abc");
    await one.store.beginTurn({ id: "turn", threadId: "t" }, ada);
    expect(await two.store.runningTurns("t", ada)).toEqual(["turn"]);
    await two.store.stopTurn("turn", ada);
    expect(await one.store.keepTurn("turn", ada)).toBe("stopping");
    await one.store.endTurn("turn", ada);
    expect(await two.store.runningTurns("t", ada)).toEqual([]);
    await one.store.close();
    await two.store.close();
  });

  it("keeps whatever was acknowledged when a process is killed", async () => {
    const ada = { userId: "ada" };
    const { store, files } = await place.open();
    await store.saveThread(thread("shared"), ada);
    let acknowledged = 0;
    for (const round of [0, 1, 2, 3]) {
      // Two write at the same time; one is killed at an arbitrary moment, then the other one.
      const workers = ["x", "y"].map((name) =>
        startWorker(place, { job: "write", name: `${name}${round}`, users: ["ada"] }),
      );
      for (const { child, lines } of workers) {
        const ended = once(child, "close");
        await until("writes", () => lines().length > 60 + 37 * round);
        child.kill("SIGKILL");
        await ended;
      }
      const items = new Set(await readAll(store, "shared", ada));
      for (const { lines } of workers) {
        for (const line of lines().slice(1)) {
          const [kind, id = ""] = line.split(" ");
          acknowledged++;
          if (kind === "item") expect(items).toContain(id);
          if (kind === "thread") expect(await store.loadThread(id, ada)).toMatchObject({ id });
          if (kind === "attachment") {
            expect(await store.loadAttachment(id, ada)).toMatchObject({ id });
            const data = createHash("sha256").update(id).digest();
            expect(Buffer.compare(await files.read(id), data)).toBe(0);
          }
        }
      }
      for (const [index, { lines }] of workers.entries()) {
        const { title } = await store.loadThread(`titled-${"xy"[index]}${round}`, ada);
        const last = lines().findLast((line) => line.startsWith("title"));
        const [kept, said] = [title, last].map((name) => Number(name?.split("-")[1]));
        expect(kept).toBeGreaterThanOrEqual(said ?? Number.NaN);
      }
    }
    expect(acknowledged).toBeGreaterThan(500);
    await store.close();
  }, 60_000);
}

/** Reads what is added to the thread `shared` as it comes, until there are that many items. */
async function follow(store: Store, userId: string, count: number): Promise<string[]> {
  const seen: string[] = [];
  await until("all items", async () => {
    const query: PageQuery = { limit: 7, order: "asc", after: seen.at(-1) };
    seen.push(...ids(await store.loadThreadItems("shared", query, { userId })));
    return seen.length >= count;
  });
  return seen;
}

async function readAll(store: Store, threadId: string, owner: { userId: string }) {
  const read: string[] = [];
  let page: Page<ThreadItem> | undefined;
  do {
    const query: PageQuery = { limit: 100, order: "asc", after: page?.after };
    page = await store.loadThreadItems(threadId, query, owner);
    read.push(...ids(page));
  } while (page.has_more);
  return read;
}
