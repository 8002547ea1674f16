import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "pg";
import { freePort, until } from "./processes.ts";
import { requirement } from "./requirement.ts";

const DEBIAN = "/usr/lib/postgresql";

/** Runs a program until its input ends, which it does when the test is killed as well. */
const UNTIL_INPUT_ENDS = '"$0" "$@" & read -r _; kill -INT $!; wait $!';

/** A password that must never be seen in what a server says. */
export const PASSWORD = "pass/word:of@ada";

/** Whether there is a PostgreSQL that a test can start: Debian's package `postgresql` brings one. */
export const hasPostgres = requirement("PostgreSQL (Debian's postgresql)", directory() !== null);

/** A PostgreSQL of a test's own, on a port of its own. */
export interface PostgresServer {
  /** Makes an empty database. */
  createDatabase(): Promise<string>;
  start(): Promise<void>;
  /** Ends the server, and every connection at once. */
  stop(): Promise<void>;
  /** Ends the server and removes its data. */
  remove(): Promise<void>;
}

/** Makes and starts a PostgreSQL, which the test has to remove. */
export async function startPostgres(): Promise<PostgresServer> {
  const programs = directory();
  if (!programs) throw new Error("There is no PostgreSQL");
  // The path of a socket may have about a hundred characters: the temporary folder of macOS has not.
  const data = await mkdtemp("/tmp/postgres-");
  const user = unprivileged();
  if (user) await chown(data, user.uid, user.gid);
  const options = { cwd: data, ...user };
  execFileSync(
    join(programs, "initdb"),
    ["--pgdata", data, "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync"],
    { ...options, stdio: "ignore" },
  );
  const port = await freePort();
  const address = (database: string) =>
    `postgres://postgres:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${database}`;
  let child: ChildProcess | undefined;

  const start = async () => {
    const settings = ["fsync=off", "listen_addresses=127.0.0.1", `unix_socket_directories=${data}`];
    const flags = ["-D", data, "-p", `${port}`, ...settings.flatMap((setting) => ["-c", setting])];
    child = spawn("sh", ["-c", UNTIL_INPUT_ENDS, join(programs, "postgres"), ...flags], {
      ...options,
      stdio: ["pipe", "ignore", "ignore"],
    });
    await until("PostgreSQL", () => query(address("postgres"), "SELECT 1"));
  };
  const stop = async () => {
    const ended = new Promise((resolve) => child?.once("exit", resolve));
    child?.stdin?.end();
    await ended;
  };

  await start();
  return {
    start,
    stop,
    createDatabase: async () => {
      const name = `chat_${randomBytes(6).toString("hex")}`;
      await query(address("postgres"), `CREATE DATABASE ${name}`);
      return address(name);
    },
    remove: async () => {
      await stop();
      await rm(data, { recursive: true });
    },
  };
}

/** Runs a statement on a connection of its own. */
export async function query(
  url: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

/** The programs of the newest version that Debian installed. */
function directory(): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).map(Number) : [];
  return (
    versions
      .sort((a, b) => b - a)
      .map((version) => join(DEBIAN, `${version}`, "bin"))
      .find((path) => existsSync(join(path, "initdb"))) ?? null
  );
}

/** PostgreSQL refuses to run as root; its package brings a user. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}
