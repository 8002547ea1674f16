import { afterAll, beforeAll, describe } from "vitest";
import { hasPostgres, type PostgresServer, startPostgres } from "../helpers/postgres.ts";
import { newPlace } from "./stores/places.ts";
import { describeStore } from "./stores/suite.ts";

describe("memory", () => describeStore(() => newPlace("memory")));

describe("SQLite", () => describeStore(() => newPlace("sqlite")));

describe.runIf(hasPostgres)("Postgres", () => {
  let postgres: PostgresServer;

  beforeAll(async () => {
    postgres = await startPostgres();
  }, 60_000);
  afterAll(() => postgres.remove());

  describeStore(() => newPlace("postgres", postgres));
});
