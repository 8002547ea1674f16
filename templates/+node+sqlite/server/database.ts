import { open } from "node:fs/promises";
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

/** How long a statement waits for another process, while this one does nothing else. */
const BUSY_MS = 100;
/** How long it is tried again after that, while this process goes on answering requests. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 20;

/** A statement with the values of its question marks. */
export type Statement = readonly [sql: string, ...values: InValue[]];

/** An SQLite file, which several processes may share. */
export interface Database {
  /** Runs a statement: it happens whole or not at all. */
  run(...statement: Statement): Promise<ResultSet>;
  /** Runs statements in one transaction that writes. */
  transaction(statements: readonly Statement[]): Promise<ResultSet[]>;
  close(): Promise<void>;
}

/**
 * Opens a file, or makes it, and brings its tables up to date.
 *
 * @throws SettingsError, if it is no such file, or one of a newer version of this app
 */
export async function openDatabase(path: string): Promise<Database> {
  let client: Client | undefined;
  try {
    // Only this server's user reads it, whoever may look into its directory.
    await (await open(path, "a", 0o600)).close();
    client = createClient({
      url: `file:${path.replace(/[%?#]/g, encodeURIComponent)}`,
      // What PRAGMA sets belongs to a connection.
      concurrency: 1,
      timeout: BUSY_MS,
    });
    const database = shared(client);
    // With a write-ahead log, readers wait for no writer, and a killed server loses nothing.
    await database.use((connection) => connection.execute("PRAGMA journal_mode = WAL"));
    await database.use((connection) => migrate(connection, path));
    return {
      run: (sql, ...args) => database.use((connection) => connection.execute({ sql, args })),
      transaction: (statements) => {
        const batch = statements.map(([sql, ...args]) => ({ sql, args }));
        return database.use((connection) => connection.batch(batch, "write"));
      },
      close: () => database.use(async (connection) => connection.close()),
    };
  } catch (error) {
    client?.close();
    throw error instanceof LibsqlError
      ? new SettingsError(`${path} cannot be used: ${error.message}`, { cause: error })
      : error;
  }
}

/** Whether a row names another one that is not there. */
export function namesNothing(error: unknown): boolean {
  return error instanceof LibsqlError && error.extendedCode === "SQLITE_CONSTRAINT_FOREIGNKEY";
}

/** Shares the one connection of a client: one piece of work at a time. */
function shared(client: Client) {
  let isPrepared = false;
  const prepared = async () => {
    if (!isPrepared) {
      await client.execute("PRAGMA synchronous = NORMAL");
      await client.execute("PRAGMA foreign_keys = ON");
      isPrepared = true;
    }
    return client;
  };
  const whenFree = async <Result>(work: (connection: Client) => Promise<Result>) => {
    const end = performance.now() + PATIENCE_MS;
    for (;;) {
      try {
        return await work(await prepared());
      } catch (error) {
        if (!isBusy(error)) {
          throw error;
        }
        // The statement that was refused stays open, and until it is collected as garbage, nothing
        // that the same connection writes is committed.
        await client.reconnect();
        isPrepared = false;
        if (performance.now() > end) {
          throw error;
        }
      }
      await sleep(PAUSE_MS);
    }
  };
  let previous: Promise<unknown> = Promise.resolve();
  return {
    use<Result>(work: (connection: Client) => Promise<Result>): Promise<Result> {
      const result = previous.then(() => whenFree(work));
      // Whoever asked hears of a failure; the next one only waits its turn.
      previous = result.catch(() => {});
      return result;
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof LibsqlError && error.code === "SQLITE_BUSY";
}

/** Runs the migrations that this file has not seen. Of several processes, one does. */
async function migrate(client: Client, path: string): Promise<void> {
  if ((await versionOf(client)) === migrations.length) {
    return;
  }
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
