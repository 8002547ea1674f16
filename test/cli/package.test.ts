import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cleanEnv } from "../helpers/app.ts";
import { cli, filesBelow, QUICK } from "../helpers/cli.ts";
import { run } from "../helpers/processes.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const NPM = process.platform === "win32" ? "npm.cmd" : "npm";

let work = "";
let tarball = "";
let packed: string[] = [];

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), "chatkit-package-"));
  // What is built already is packed: building here would pull dist/ from under other tests.
  const output = execFileSync(
    NPM,
    ["pack", "--json", "--ignore-scripts", "--pack-destination", work],
    {
      cwd: ROOT,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  const [report] = JSON.parse(output) as [{ filename: string; files: { path: string }[] }];
  tarball = join(work, report.filename);
  packed = report.files.map(({ path }) => path).sort();
});

afterAll(() => rm(work, { recursive: true, force: true }));

describe("the tarball", () => {
  test("holds every template file, with all that become dotfiles", async () => {
    const templates = execFileSync("find", ["templates", "-type", "f"], {
      cwd: ROOT,
      encoding: "utf8",
    })
      .trim()
      .split("\n")
      .sort();
    expect(packed.filter((path) => path.startsWith("templates/"))).toEqual(templates);
    expect(
      packed.filter((path) => /\/_(gitignore|env\.example|editorconfig)/.test(path)).length,
    ).toBeGreaterThan(2);
  });

  test("holds nothing but what it needs to run, and its papers", () => {
    const others = packed.filter((path) => !/^(templates|dist|bin)\//.test(path));
    expect(others).toEqual(expect.arrayContaining(["LICENSE", "README.md", "package.json"]));
    expect(others.filter((path) => !/^([A-Z_]+(\.md)?|package\.json)$/.test(path))).toEqual([]);
    expect(
      packed.filter((path) =>
        /\.map$|\.env$|\.log$|__pycache__|\.pyc$|\.DS_Store|node_modules/.test(path),
      ),
    ).toEqual([]);
    expect(packed).toEqual(
      expect.arrayContaining(["bin/chatkit.js", "bin/create-chatkit-app.js", "dist/cli.js"]),
    );
  });

  test("names the licences of what is bundled", () => {
    expect(packed.some((path) => /THIRD_PARTY_LICENSES\.md$/.test(path))).toBe(true);
  });

  test("holds no key and no path of the machine that built it", async () => {
    for (const path of packed.filter((file) =>
      /\.(js|mjs|ts|tsx|py|md|json|html|hbs)$/.test(file),
    )) {
      const text = await readFile(join(ROOT, path), "utf8");
      expect([path, /\bsk-[A-Za-z0-9_-]{40,}/.test(text)]).toEqual([path, false]);
      expect([path, text.includes(ROOT)]).toEqual([path, false]);
    }
  });

  test("is found good by publint", async () => {
    const { publint } = await import("publint");
    const { formatMessage } = await import("publint/utils");
    const { messages, pkg } = await publint({
      pkgDir: "package",
      pack: { files: await packedFiles() },
      strict: true,
    });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });
});

async function packedFiles() {
  return Promise.all(
    packed.map(async (path) => {
      const bytes = await readFile(join(ROOT, path));
      return { name: `package/${path}`, data: new Uint8Array(bytes) };
    }),
  );
}

describe("installed alone, with no network", () => {
  let place = "";
  let bins = "";

  beforeAll(async () => {
    place = join(work, "place");
    await mkdir(place);
    // An empty cache and --offline: whatever is not in the tarball cannot come from anywhere.
    const env = cleanEnv({ npm_config_cache: join(work, "cache") });
    const args = ["install", "--offline", "--no-audit", "--no-fund", tarball];
    const installed = await run(NPM, args, { cwd: place, env });
    expect(installed.output).toContain("added 1 package");
    expect(installed.code).toBe(0);
    bins = join(place, "node_modules/.bin");
  });

  test("it is one package", async () => {
    expect(
      (await readdir(join(place, "node_modules"))).filter((name) => !name.startsWith(".")),
    ).toEqual(["create-chatkit-app"]);
    const manifest = JSON.parse(
      await readFile(join(place, "node_modules/create-chatkit-app/package.json"), "utf8"),
    );
    for (const kind of ["dependencies", "peerDependencies", "optionalDependencies"]) {
      expect(manifest[kind]).toBeUndefined();
    }
    for (const hook of ["preinstall", "install", "postinstall"]) {
      expect(manifest.scripts[hook]).toBeUndefined();
    }
  });

  test.each(["create-chatkit-app", "chatkit"])("%s runs", async (name) => {
    const { version } = createRequire(import.meta.url)("../../package.json") as { version: string };
    const env = cleanEnv();
    const shown = await run(join(bins, name), ["--version"], { cwd: work, env });
    expect(shown).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: "" });
    const help = await run(join(bins, name), ["--help"], { cwd: work, env });
    expect(help).toMatchObject({ code: 0, stderr: "" });
  });

  test.each([
    ["hosted", "node", "react", "tour"],
    ["hosted", "node", "vanilla", "bare"],
    ["self-hosted", "node", "react", "tour"],
    ["self-hosted", "python", "vanilla", "bare"],
    ["hosted", "python", "react", "bare"],
  ])("it makes the same app as the clone: %s %s %s %s", async (...answers) => {
    const [backend, runtime, frontend, sample] = answers;
    const flags = ["--frontend", frontend, "--backend", backend, "--runtime", runtime];
    const rest = ["--theme", "minimal", "--sample", sample, "--no-install", "--no-git"];
    const from = await mkdtemp(join(work, "from-"));
    const env = cleanEnv({ npm_config_user_agent: "npm" });
    const made = await run(join(bins, "create-chatkit-app"), ["app", ...flags, ...rest], {
      cwd: from,
      env,
    });
    expect(made.code).toBe(0);
    const clone = await mkdtemp(join(work, "clone-"));
    expect(await cli(["app", ...flags, ...rest], { cwd: clone })).toMatchObject({ code: 0 });
    const files = await filesBelow(join(clone, "app"));
    expect(await filesBelow(join(from, "app"))).toEqual(files);
    expect(files).toEqual(
      expect.arrayContaining([".gitignore", ".editorconfig", ".env", ".env.example"]),
    );
    for (const path of files.filter((file) => file !== ".env")) {
      expect(await readFile(join(from, "app", path), "utf8")).toBe(
        await readFile(join(clone, "app", path), "utf8"),
      );
    }
  });

  test("a read-only installation is enough", async () => {
    execFileSync("chmod", ["-R", "a-w", join(place, "node_modules")]);
    try {
      const from = await mkdtemp(join(work, "read-only-"));
      const made = await run(join(bins, "create-chatkit-app"), ["app", ...QUICK], {
        cwd: from,
        env: cleanEnv(),
      });
      expect(made.code).toBe(0);
    } finally {
      execFileSync("chmod", ["-R", "u+w", join(place, "node_modules")]);
    }
  });
});
