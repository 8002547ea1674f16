import { Client, Pool, type QueryResult } from "pg";
import { NotFoundError } from "./chatkit/errors.ts";
import type { Environment } from "./environment.ts";
import { migrations } from "./migrations.ts";
import { SettingsError } from "./settings.ts";

const CONNECT_MS = 5_000;
const QUERY_MS = 30_000;

/** A Postgres database, which any number of copies of this server may share. */
export interface Database {
  /** Where it is, without the password. */
  readonly address: string;
  /** Runs a statement: it happens whole or not at all. */
  run(sql: string, ...values: readonly unknown[]): Promise<QueryResult>;
  close(): Promise<void>;
}

/**
 * Connects to the database at `DATABASE_URL`, and brings its tables up to date.
 *
 * @throws SettingsError, if it cannot be used, or was brought up to date by a newer version of this
 * app
 */
export async function openDatabase(environment: Environment): Promise<Database> {
  const url = readUrl(environment);
  const address = `${url.hostname}${url.port && `:${url.port}`}${url.pathname}`;
  const connection = {
    connectionString: url.href,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: QUERY_MS,
    keepAlive: true,
  };
  try {
    await migrate(new Client(connection));
  } catch (error) {
    throw new SettingsError(`DATABASE_URL (${address}) cannot be used: ${describe(error)}`);
  }
  const pool = new Pool(connection);
  // An idle connection broke, as when the database restarts; the next statement opens another one.
  pool.on("error", (error) => console.error(`Postgres: ${error.message}`));

  return {
    address,
    async run(sql, ...values) {
      if (values.flat().some((value) => typeof value === "string" && value.includes("\0"))) {
        // Postgres knows no such character, so that no name of anything holds one.
        throw new NotFoundError("such name");
      }
      return pool.query(sql, [...values]);
    },
    close: () => pool.end(),
  };
}

function readUrl(environment: Environment): URL {
  const value = environment.value("DATABASE_URL");
  if (!value) {
    throw new SettingsError(
      "DATABASE_URL is not set: it says where the database is, such as postgres://user:password@localhost:5432/chat.",
    );
  }
  const url = URL.canParse(value) ? new URL(value) : null;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) {
    throw new SettingsError(
      "DATABASE_URL must be an address such as postgres://user:password@localhost:5432/chat.",
    );
  }
  return url;
}

/** Runs the migrations that this database has not seen. Of several copies, one does. */
async function migrate(client: Client): Promise<void> {
  // A connection that breaks is told by the statement that needs it.
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock(hashtext('chat_version'))");
    await client.query("CREATE TABLE IF NOT EXISTS chat_version (version INTEGER NOT NULL)");
    const { rows } = await client.query("SELECT max(version) AS version FROM chat_version");
    const version = rows[0]?.version ?? 0;
    if (version > migrations.length) {
      throw new Error(
        `a newer version of this app has used it: its tables are of version ${version}, and this one knows ${migrations.length}.`,
      );
    }
    for (const [index, migration] of migrations.entries()) {
      if (index >= version) {
        await client.query(migration);
        await client.query("INSERT INTO chat_version (version) VALUES ($1)", [index + 1]);
      }
    }
    await client.query("COMMIT");
  } finally {
    await client.end();
  }
}

function describe(error: unknown): string {
  // A name that means several addresses fails for each.
  if (error instanceof AggregateError) {
    return error.errors.map(describe).join("; ");
  }
  return error instanceof Error ? error.message : String(error);
}
