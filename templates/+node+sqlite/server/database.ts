import { setTimeout as sleep } from "node:timers/promises";
import {
  type Client,
  createClient,
  type InValue,
  LibsqlError,
  type ResultSet,
} from "@libsql/client";
import { migrations } from "./migrations.ts";
import { SettingsError } from "./settings.ts";

const BUSY_MS = 10_000;
const LONGEST_PAUSE_MS = 20;

/** A statement with the values of its question marks. */
export type Statement = readonly [sql: string, ...values: InValue[]];

/** An SQLite file, which several processes may share. */
export interface Database {
  /** Runs a statement: it happens whole or not at all. */
  run(...statement: Statement): Promise<ResultSet>;
  /** Runs statements in one transaction that writes. */
  transaction(statements: readonly Statement[]): Promise<ResultSet[]>;
  close(): void;
}

/**
 * Opens a file, or makes it, and brings its tables up to date.
 *
 * @throws SettingsError, if it is no such file, or one of a newer version of this app
 */
export async function openDatabase(path: string): Promise<Database> {
  let client: Client | undefined;
  try {
    client = createClient({
      url: `file:${path.replace(/[%?#]/g, encodeURIComponent)}`,
      // What PRAGMA sets belongs to a connection.
      concurrency: 1,
    });
    await prepare(client, path);
  } catch (error) {
    client?.close();
    throw error instanceof LibsqlError
      ? new SettingsError(`${path} cannot be used: ${error.message}`, { cause: error })
      : error;
  }
  const database = client;
  return {
    run: (sql, ...args) => whenFree(() => database.execute({ sql, args })),
    transaction: (statements) =>
      whenFree(() =>
        database.batch(
          statements.map(([sql, ...args]) => ({ sql, args })),
          "write",
        ),
      ),
    close: () => database.close(),
  };
}

/** Whether a row names another one that is not there. */
export function namesNothing(error: unknown): boolean {
  return error instanceof LibsqlError && error.extendedCode === "SQLITE_CONSTRAINT_FOREIGNKEY";
}

async function prepare(client: Client, path: string): Promise<void> {
  // With a write-ahead log, readers wait for no writer, and a killed server loses nothing.
  await whenFree(() => client.execute("PRAGMA journal_mode = WAL"));
  await client.execute("PRAGMA synchronous = NORMAL");
  await client.execute("PRAGMA foreign_keys = ON");
  if ((await versionOf(client)) !== migrations.length) {
    await whenFree(() => migrate(client, path));
  }
}

/** Runs the migrations that this file has not seen. Of several processes, one does. */
async function migrate(client: Client, path: string): Promise<void> {
  const transaction = await client.transaction("write");
  try {
    const version = await versionOf(transaction);
    if (version > migrations.length) {
      throw new SettingsError(
        `${path} was written by a newer version of this app: its tables are of version ${version}, and this one knows ${migrations.length}.`,
      );
    }
    for (const migration of migrations.slice(version)) {
      await transaction.executeMultiple(migration);
    }
    await transaction.execute(`PRAGMA user_version = ${migrations.length}`);
    await transaction.commit();
  } finally {
    transaction.close();
  }
}

async function versionOf(client: Pick<Client, "execute">): Promise<number> {
  const { rows } = await client.execute("PRAGMA user_version");
  return Number(rows[0]?.[0]);
}

/** Does something again while another process writes; meanwhile this one answers requests. */
async function whenFree<Result>(work: () => Promise<Result>): Promise<Result> {
  const end = performance.now() + BUSY_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const isBusy = error instanceof LibsqlError && error.code === "SQLITE_BUSY";
      if (!isBusy || performance.now() > end) {
        throw error;
      }
    }
    await sleep(1 + Math.random() * LONGEST_PAUSE_MS);
  }
}
