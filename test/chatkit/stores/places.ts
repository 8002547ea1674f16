import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { afterAll, vi } from "vitest";
import type { Files, Store } from "../../../templates/+self-hosted+node/server/chatkit/store.ts";
import { type PostgresServer, query } from "../../helpers/postgres.ts";
import { bundleStore, environmentOf, type StoreModule, type StoreName } from "./store-module.ts";

/** Somewhere that a store keeps things: opened twice, it is the same data. */
export interface Place {
  /** The bundle of the store, and what `openStorage` is told. */
  readonly module: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly dataDirectory: string;
  open(): Promise<{ readonly store: Store; readonly files: Files }>;
  /** Makes everything look older, as far as the store's clock goes. */
  letPass(milliseconds: number): Promise<void>;
}

/**
 * Makes an empty place.
 *
 * @param postgres needed by the store of that name
 */
export async function newPlace(name: StoreName, postgres?: PostgresServer): Promise<Place> {
  const module = await bundle(name);
  const { openStorage } = (await import(module)) as StoreModule;
  const dataDirectory = await temporaryDirectory(name);
  const url = name === "postgres" ? await postgres?.createDatabase() : undefined;
  const variables: Record<string, string> = url ? { DATABASE_URL: url } : {};
  const letPass = {
    memory: async (milliseconds: number) => {
      vi.setSystemTime(Date.now() + milliseconds);
    },
    sqlite: (milliseconds: number) => ageFile(join(dataDirectory, "chat.sqlite"), milliseconds),
    postgres: (milliseconds: number) => ageDatabase(url ?? "", milliseconds),
  }[name];
  return {
    module,
    variables,
    dataDirectory,
    open: () => openStorage({ environment: environmentOf(variables), dataDirectory }),
    letPass,
  };
}

const bundles = new Map<StoreName, Promise<string>>();

function bundle(name: StoreName): Promise<string> {
  const made =
    bundles.get(name) ??
    temporaryDirectory("store").then((directory) => bundleStore(name, directory));
  bundles.set(name, made);
  return made;
}

const directories: string[] = [];

afterAll(() => Promise.all(directories.map((path) => rm(path, { recursive: true, force: true }))));

/** Makes a directory that goes when the tests of a file have ended. */
export async function temporaryDirectory(name: string): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), `${name}-`));
  directories.push(path);
  return path;
}

async function ageFile(path: string, milliseconds: number): Promise<void> {
  const client = createClient({ url: `file:${path}` });
  const seconds = `-${milliseconds / 1_000} seconds`;
  await client.execute("UPDATE attachments SET created_at = datetime(created_at, ?)", [seconds]);
  await client.execute("UPDATE turns SET heard_at = heard_at - ?", [milliseconds]);
  client.close();
}

async function ageDatabase(url: string, milliseconds: number): Promise<void> {
  for (const [table, column] of [
    ["chat_attachments", "created_at"],
    ["chat_files", "created_at"],
    ["chat_turns", "heard_at"],
  ]) {
    const text = `UPDATE ${table} SET ${column} = ${column} - make_interval(secs => $1)`;
    await query(url, text, [milliseconds / 1_000]);
  }
}
