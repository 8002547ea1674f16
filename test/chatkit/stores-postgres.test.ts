import { createServer, type Socket } from "node:net";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  hasPostgres,
  PASSWORD,
  type PostgresServer,
  query,
  startPostgres,
} from "../helpers/postgres.ts";
import { freePort } from "../helpers/processes.ts";
import { newPlace } from "./stores/places.ts";
import { ADA, attachment, ids, item, NOT_FOUND, thread } from "./stores/samples.ts";
import { environmentOf, type StoreModule } from "./stores/store-module.ts";

const all = { limit: 100, order: "asc" } as const;
const HOUR = 3_600_000;

describe.runIf(hasPostgres)("Postgres", () => {
  let postgres: PostgresServer;
  let openStorage: StoreModule["openStorage"];

  beforeAll(async () => {
    postgres = await startPostgres();
    const { module } = await newPlace("postgres", postgres);
    ({ openStorage } = (await import(module)) as StoreModule);
  }, 60_000);
  afterAll(() => postgres.remove());

  const open = (url?: string) =>
    openStorage({
      environment: environmentOf(url ? { DATABASE_URL: url } : {}),
      dataDirectory: "",
    });

  /** What the terminal is told when a server cannot start. */
  const refusal = async (url?: string) => {
    const error = await open(url).then(
      () => new Error("It was opened"),
      (reason: Error) => reason,
    );
    expect(error.name).toBe("SettingsError");
    return error.message;
  };

  it("has an address that can be shown", async () => {
    const { store } = await open(await postgres.createDatabase());
    expect(store.description).toMatch(/^Postgres \(127\.0\.0\.1:\d+\/chat_[0-9a-f]+\)$/);
    await store.close();
  });

  describe("cannot be used", () => {
    it("without an address", async () => {
      expect(await refusal()).toMatch(/^DATABASE_URL is not set/);
    });

    it.each([
      "localhost:5432/chat",
      "mysql://root:secret@localhost/chat",
      "postgres://a:se cret@[/",
    ])("at %s", async (url) => {
      const message = await refusal(url);
      expect(message).toMatch(/^DATABASE_URL must be an address such as postgres:/);
      expect(message).not.toContain("cret@");
    });

    it("where nothing listens", async () => {
      const message = await refusal(`postgres://ada:secret@localhost:${await freePort()}/chat`);
      expect(message).toMatch(
        /^DATABASE_URL \(localhost:\d+\/chat\) cannot be used: .*ECONNREFUSED/,
      );
      expect(message).not.toContain("secret");
    });

    it("where something listens and says nothing", async () => {
      const sockets: Socket[] = [];
      const server = createServer((socket) => sockets.push(socket));
      const port = await freePort();
      await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
      expect(await refusal(`postgres://ada:secret@127.0.0.1:${port}/chat`)).toContain("timeout");
      for (const socket of sockets) socket.destroy();
      server.close();
    }, 20_000);

    it("without such a database", async () => {
      const url = (await postgres.createDatabase()).replace(/\w+$/, "nowhere");
      const message = await refusal(url);
      expect(message).toContain('database "nowhere" does not exist');
      expect(message).not.toContain(PASSWORD);
      expect(message).not.toContain(encodeURIComponent(PASSWORD));
    });

    it("when a newer version of the app has used it", async () => {
      const url = await postgres.createDatabase();
      await (await open(url)).store.close();
      await query(url, "INSERT INTO chat_version (version) VALUES (99)");
      expect(await refusal(url)).toMatch(/a newer version of this app .* version 99/);
    });
  });

  it("may hold other tables", async () => {
    const url = await postgres.createDatabase();
    await query(url, "CREATE TABLE threads (x INTEGER); CREATE TABLE files (x INTEGER)");
    const { store } = await open(url);
    await store.saveThread(thread("t"), ADA);
    await store.close();
  });

  it("is found again after it was away, and its leaving ends nothing", async () => {
    const told = vi.spyOn(console, "error").mockImplementation(() => {});
    const { store, files } = await open(await postgres.createDatabase());
    await store.saveThread(thread("t"), ADA);
    const reads = Array.from({ length: 10 }, () => store.loadThread("t", ADA));
    await Promise.all(reads);
    await postgres.stop();
    await expect(store.addThreadItem("t", item("lost"), ADA)).rejects.toThrow("ECONNREFUSED");
    await postgres.start();
    await store.addThreadItem("t", item("kept"), ADA);
    expect(ids(await store.loadThreadItems("t", all, ADA))).toEqual(["kept"]);
    await files.write("file", Buffer.from("abc"));
    expect(told.mock.calls.flat().join()).toContain("Postgres: terminating connection");
    told.mockRestore();
    await store.close();
  }, 30_000);

  it("keeps working when a connection breaks in the middle of a statement", async () => {
    const url = await postgres.createDatabase();
    const { store } = await open(url);
    await store.saveThread(thread("t"), ADA);
    // The statement waits for the row, and is ended while it does.
    const holder = new Client({ connectionString: url });
    await holder.connect();
    await holder.query("BEGIN; SELECT FROM chat_threads FOR UPDATE");
    const waiting = () =>
      query(
        url,
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
    const adding = store.addThreadItem("t", item("broken"), ADA);
    const failed = expect(adding).rejects.toThrow("terminating connection");
    await vi.waitFor(async () => expect(await waiting()).toHaveLength(1), 5_000);
    for (const { pid } of await waiting())
      await query(url, "SELECT pg_terminate_backend($1)", [pid]);
    await failed;
    await holder.end();
    await store.addThreadItem("t", item("kept"), ADA);
    expect(ids(await store.loadThreadItems("t", all, ADA))).toEqual(["kept"]);
    await store.close();
  }, 30_000);

  it("keeps the opinion that was given last", async () => {
    const url = await postgres.createDatabase();
    const { store } = await open(url);
    await store.saveThread(thread("t"), ADA);
    for (const id of ["a", "b"]) await store.addThreadItem("t", item(id), ADA);
    await store.saveFeedback("t", ["a", "b"], "positive", ADA);
    await store.saveFeedback("t", ["b"], "negative", ADA);
    const refused = store.saveFeedback("t", ["a", "gone"], "negative", ADA);
    await expect(refused).rejects.toMatchObject(NOT_FOUND);
    const rows = await query(url, "SELECT item_id, kind FROM chat_feedback ORDER BY item_id");
    expect(rows).toEqual([
      { item_id: "a", kind: "positive" },
      { item_id: "b", kind: "negative" },
    ]);
    await store.close();
  });

  it("reads a page of a long thread by its index, whatever it knows of the tables", async () => {
    const url = await postgres.createDatabase();
    const { store } = await open(url);
    for (const id of ["long", "short"]) await store.saveThread(thread(id), ADA);
    await query(
      url,
      `INSERT INTO chat_items (user_id, thread_id, id, data)
       SELECT 'ada', CASE WHEN n % 500 = 0 THEN 'short' ELSE 'long' END, 'item-' || n, '{}'
       FROM generate_series(1, 50000) AS n`,
    );
    const plan = async (threadId: string) => {
      const rows = await query(
        url,
        `EXPLAIN SELECT data FROM chat_items WHERE user_id = 'ada' AND thread_id = '${threadId}'
         ORDER BY place DESC LIMIT 21`,
      );
      return rows.map((row) => row["QUERY PLAN"]).join("\n");
    };
    for (const upkeep of ["SELECT 1", "ANALYZE"]) {
      await query(url, upkeep);
      for (const threadId of ["long", "short", "empty"]) {
        expect(await plan(threadId)).toContain("Index Scan Backward using chat_items_of_thread");
        expect(await plan(threadId)).not.toContain("Sort");
      }
    }
    await store.close();
  });

  it("forgets bytes that belong to nothing", async () => {
    const place = await newPlace("postgres", postgres);
    const first = await place.open();
    for (const id of ["orphan", "known"]) await first.files.write(id, Buffer.from("abc"));
    await first.store.saveThread(thread("t"), ADA);
    await first.store.saveAttachment(attachment("known", { thread_id: "t" }), ADA);
    await first.store.close();
    await place.letPass(25 * HOUR);
    const { store, files } = await place.open();
    await vi.waitFor(() => expect(files.read("orphan")).rejects.toMatchObject(NOT_FOUND), 5_000);
    expect(Buffer.from(await files.read("known")).toString()).toBe("abc");
    await store.close();
  });
});
