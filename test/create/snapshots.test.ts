import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { answersOf, planned } from "../helpers/plan.ts";

// Every file of every app, as text, so that a change of a template is a readable diff. A file is
// kept once for each set of answers that it depends on: `every/` when it is the same in all apps
// that have it, `react+tour/` when it depends on front end and sample. Stores other than SQLite are
// looked at in one app for each runtime. The protocol server is left out: it is copied as it stands,
// and `test/chatkit` is about it. After a change of templates:
// npx vitest run --project unit test/create/snapshots.test.ts --update

const FOLDER = fileURLToPath(new URL("../snapshots", import.meta.url));
const TITLE = "Support desk";

const SERVERS = [
  { backend: "self-hosted", runtime: "node", store: "sqlite" },
  { backend: "self-hosted", runtime: "python", store: "sqlite" },
  { backend: "hosted", runtime: "node", store: undefined },
  { backend: "hosted", runtime: "python", store: undefined },
] as const;
const APPS = [
  ...(["react", "vanilla"] as const).flatMap((frontend) =>
    SERVERS.flatMap((server) =>
      (["tour", "bare"] as const).map((sample) => ({ frontend, ...server, sample })),
    ),
  ),
  ...(["node", "python"] as const).flatMap((runtime) =>
    (["postgres", "memory"] as const).map((store) => ({
      frontend: "react" as const,
      backend: "self-hosted" as const,
      runtime,
      store,
      sample: "bare" as const,
    })),
  ),
];
const ANSWERS = ["frontend", "backend", "runtime", "store", "sample"] as const;
/** Which answers a file may depend on, few before many. */
const DEPENDENCIES = Array.from({ length: 2 ** ANSWERS.length }, (_, bits) =>
  ANSWERS.filter((_, at) => bits & (1 << at)),
).sort((a, b) => a.length - b.length);

function folderOf(app: (typeof APPS)[number], answers: readonly (typeof ANSWERS)[number][]) {
  return (
    answers
      .map((answer) => app[answer])
      .filter(Boolean)
      .join("+") || "every"
  );
}

/** Where each snapshot belongs, and its text. */
async function snapshots(): Promise<Map<string, string>> {
  const apps = await Promise.all(
    APPS.map(async (app) => ({ app, files: await planned(TITLE, answersOf(app)) })),
  );
  const kept = new Map<string, string>();
  const paths = new Set(apps.flatMap(({ files }) => Object.keys(files)));
  for (const path of [...paths].filter((one) => !one.startsWith("server/chatkit/"))) {
    const versions = apps.flatMap(({ app, files }) => {
      const text = files[path];
      // The secret is fresh in each app.
      return text === undefined
        ? []
        : [{ app, text: text.replace(/^(CHATKIT_SECRET=)\S+$/m, "$1<64 characters>") }];
    });
    const dependsOn = DEPENDENCIES.find((answers) => {
      const texts = new Map<string, string>();
      return versions.every(({ app, text }) => {
        const folder = folderOf(app, answers);
        const same = (texts.get(folder) ?? text) === text;
        texts.set(folder, text);
        return same;
      });
    });
    if (!dependsOn) throw new Error(`${path} depends on nothing that we know`);
    // .snap, so that no tool takes a snapshot for a module or a test of this package.
    for (const { app, text } of versions) {
      kept.set(`${folderOf(app, dependsOn)}/${path}.snap`, text);
    }
  }
  for (const { app, files } of apps) {
    const listed = Object.keys(files).filter((one) => !one.startsWith("server/chatkit/"));
    kept.set(`${folderOf(app, ANSWERS)}/FILES.snap`, `${listed.sort().join("\n")}\n`);
  }
  return kept;
}

describe("the files of every app", async () => {
  let wanted = new Map<string, string>();
  beforeAll(async () => {
    wanted = await snapshots();
  });
  test.each([...(await snapshots()).keys()].sort())("%s", async (path) => {
    await expect(wanted.get(path)).toMatchFileSnapshot(join(FOLDER, path));
  });

  test("no snapshot is left of a file that no app has any more", async () => {
    await mkdir(FOLDER, { recursive: true });
    const entries = await readdir(FOLDER, { recursive: true, withFileTypes: true });
    const found = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(FOLDER.length + 1));
    expect(found.filter((path) => !wanted.has(path))).toEqual([]);
  });
});
