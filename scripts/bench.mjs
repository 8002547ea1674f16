// Measures the bars of the design as ratios within one run, so that a slow machine changes nothing.
// Each pair is run in turns, and the quickest run of each counts: what else the machine does can
// only add time. Not a test: it ends with 1 where a bar is missed, and nothing else depends on it.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { benchDev } from "./bench/dev.mjs";
import { anyMissed, tell } from "./bench/report.mjs";
import { benchServer } from "./bench/server.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const CACHE = join(ROOT, ".test-cache/bench");
const STARTS = 40;
const CREATIONS = 15;
/** Starting Node 22 is quicker, so that the same work weighs more. */
const START_BAR = process.versions.node.startsWith("20.") ? 1.25 : 1.5;

/** Milliseconds of one run; a run that fails is no measurement. */
function time(args, cwd) {
  const begin = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8" });
  const end = process.hrtime.bigint();
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status}:\n${stderr}`);
  return Number(end - begin) / 1e6;
}

/** The quickest of several runs of each contestant, which take turns. */
function quickest(contestants, rounds) {
  const best = Object.fromEntries(Object.keys(contestants).map((name) => [name, Infinity]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(contestants)) {
      best[name] = Math.min(best[name], run());
    }
  }
  return best;
}

function benchStart() {
  const door = join(ROOT, "bin/create-chatkit-app.js");
  const best = quickest(
    {
      nothing: () => time(["-e", "0"]),
      "--version": () => time([door, "--version"]),
      "--help": () => time([door, "--help"]),
    },
    STARTS,
  );
  for (const flag of ["--version", "--help"]) {
    const detail = `${best[flag].toFixed(1)} ms; node -e 0: ${best.nothing.toFixed(1)} ms`;
    tell(flag, best[flag] / best.nothing, START_BAR, detail);
  }
}

/** Installs create-vite once; undefined where it cannot be had. */
function createVite() {
  const bin = join(CACHE, "node_modules/create-vite/index.js");
  if (existsSync(bin)) return bin;
  mkdirSync(CACHE, { recursive: true });
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  try {
    const args = ["install", "--prefix", CACHE, "--no-audit", "--no-fund", "create-vite"];
    execFileSync(npm, args, { stdio: ["ignore", "ignore", "inherit"] });
  } catch {
    return undefined;
  }
  return bin;
}

function countFiles(directory) {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

function benchCreate() {
  const vite = createVite();
  if (!vite) {
    console.log("skipped  create-vite cannot be installed here");
    return;
  }
  const work = mkdtempSync(join(tmpdir(), "chatkit-bench-"));
  const files = {};
  let count = 0;
  const creation = (name, args) => () => {
    count += 1;
    const app = `app-${count}`;
    const taken = time([...args(app)], work);
    files[name] = countFiles(join(work, app));
    rmSync(join(work, app), { recursive: true });
    return taken;
  };
  const answers = ["--frontend", "react", "--backend", "hosted", "--theme", "minimal"];
  try {
    const best = quickest(
      {
        ours: creation("ours", (app) => [
          join(ROOT, "bin/create-chatkit-app.js"),
          app,
          ...answers,
          "--no-install",
          "--no-git",
        ]),
        theirs: creation("theirs", (app) => [
          vite,
          app,
          "--template",
          "react-ts",
          "--no-interactive",
        ]),
      },
      CREATIONS,
    );
    const each = (name) => best[name] / files[name];
    const detail = ["ours", "theirs"].map(
      (name) =>
        `${name} ${best[name].toFixed(0)} ms for ${files[name]} files, ${each(name).toFixed(2)} ms each`,
    );
    tell(
      "create --no-install against create-vite",
      each("ours") / each("theirs"),
      1,
      detail.join("; "),
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const BENCHES = { start: benchStart, create: benchCreate, server: benchServer, dev: benchDev };
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(BENCHES);
const unknown = wanted.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(
    `There is no ${unknown.join(", ")}: choose from ${Object.keys(BENCHES).join(", ")}.`,
  );
  process.exit(2);
}
for (const name of wanted) await BENCHES[name]();
process.exitCode = anyMissed() ? 1 : 0;
