// Runs Python in this app's own environment, and makes that environment where it is missing.
//
//   node scripts/python.mjs --setup      makes it, or brings it up to date
//   node scripts/python.mjs --check      says whether this machine has what it needs
//   node scripts/python.mjs -m pytest    runs Python
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const environment = join(root, ".venv");
const stamp = join(environment, "requirements.sha256");
const requirements = ["requirements.txt", "requirements-dev.txt"];
const isWindows = process.platform === "win32";

/** Where the environment keeps its Python. */
export const python = isWindows
  ? join(environment, "Scripts", "python.exe")
  : join(environment, "bin", "python");

/** Something that a person has to install or repair. */
export class SetupError extends Error {}

/**
 * Makes the Python environment, unless it is there and holds what the requirements ask for.
 *
 * @throws {SetupError} if this machine's Python is missing or too old, or an installation fails
 */
export function prepare() {
  const wanted = digest();
  if (runs(python, "import sys; sys.exit(sys.version_info < (3, 11))")) {
    if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) {
      return;
    }
  } else if (existsSync(environment)) {
    rmSync(environment, { recursive: true, force: true });
  }
  if (hasUv()) {
    installWithUv();
  } else {
    installWithPip();
  }
  writeFileSync(stamp, wanted);
}

/** @returns {boolean} whether uv can be used; it brings a Python along where there is none */
function hasUv() {
  return spawnSync("uv", ["--version"], { stdio: "ignore" }).status === 0;
}

function installWithUv() {
  if (!existsSync(python)) {
    run("uv", ["venv", "--quiet", "--python", ">=3.11", environment]);
  }
  console.error("Installing Python packages into .venv …");
  run("uv", ["pip", "install", "--quiet", "--python", python, "-r", "requirements-dev.txt"]);
}

function installWithPip() {
  if (!existsSync(python)) {
    const [command = "", ...args] = findPython();
    run(command, [...args, "-m", "venv", environment]);
  }
  console.error("Installing Python packages into .venv …");
  const quiet = ["-qq", "--disable-pip-version-check"];
  run(python, ["-m", "pip", "install", ...quiet, "-r", "requirements-dev.txt"]);
}

/**
 * Finds a Python that can make the environment.
 *
 * @returns {string[]} the command and its first arguments
 * @throws {SetupError} in words that name the package to install
 */
function findPython() {
  const versions = ["3.14", "3.13", "3.12", "3.11"];
  const candidates = isWindows
    ? [["py", "-3"], ["python"], ["python3"]]
    : [["python3"], ["python"], ...versions.map((version) => [`python${version}`])];
  let tooOld = "";
  let incomplete = "";
  for (const candidate of candidates) {
    const [command = "", ...args] = candidate;
    const question = "import sys; print('%d.%d' % sys.version_info[:2])";
    const answer = spawnSync(command, [...args, "-c", question], { encoding: "utf8" });
    const version = answer.status === 0 ? answer.stdout.trim() : "";
    const [major = 0, minor = 0] = version.split(".").map(Number);
    if (!version) {
      continue;
    }
    if (major < 3 || (major === 3 && minor < 11)) {
      tooOld ||= version;
    } else if (runs(command, "import venv, ensurepip", args)) {
      return candidate;
    } else {
      incomplete ||= version;
    }
  }
  if (incomplete) {
    throw new SetupError(
      `Python ${incomplete} is here, but its venv module is not. On Debian and Ubuntu: sudo apt install python${incomplete}-venv. Or install uv: https://docs.astral.sh/uv`,
    );
  }
  throw new SetupError(
    `This app needs Python 3.11 or newer, and found ${tooOld || "none"}. On Debian and Ubuntu: sudo apt install python3 python3-venv. On macOS: brew install python. Elsewhere: https://www.python.org/downloads. Or install uv, which brings its own: https://docs.astral.sh/uv`,
  );
}

/**
 * @param {string} command
 * @param {string} code
 * @param {string[]} args
 */
function runs(command, code, args = []) {
  return spawnSync(command, [...args, "-c", code], { stdio: "ignore" }).status === 0;
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  const { status, signal } = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (signal) {
    process.kill(process.pid, signal);
  }
  if (status !== 0) {
    throw new SetupError(
      `The Python environment is not ready: ${[command, ...args].join(" ")} failed. To try again: node scripts/python.mjs --setup`,
    );
  }
}

function digest() {
  const hash = createHash("sha256");
  for (const file of requirements) {
    hash.update(readFileSync(join(root, file)));
  }
  return hash.digest("hex");
}

/**
 * Starts a program, hands signals on to it, and ends as it ends.
 *
 * @param {string[]} args
 */
function runPython(args) {
  const child = spawn(python, args, { cwd: root, stdio: "inherit" });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => child.kill(signal));
  }
  child.on("error", (error) => {
    console.error(error.message);
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    } else {
      process.exit(code ?? 1);
    }
  });
  endWithParent(() => child.kill("SIGTERM"));
}

/**
 * Ends with the npm that started this, also where npm's shell keeps a signal to itself.
 *
 * @param {() => void} end
 */
export function endWithParent(end) {
  if (!process.env.npm_lifecycle_event) {
    return;
  }
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) {
      end();
    }
  }, 1_000).unref();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  try {
    if (args[0] === "--check") {
      if (!hasUv()) {
        findPython();
      }
    } else {
      prepare();
      if (args[0] !== "--setup") {
        runPython(args);
      }
    }
  } catch (error) {
    if (!(error instanceof SetupError)) {
      throw error;
    }
    console.error(error.message);
    process.exit(1);
  }
}
