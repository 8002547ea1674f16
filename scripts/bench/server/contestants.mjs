// The two servers that are compared: made ready once, then started as often as is wanted.
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, "../../..");
const TEMPLATES = join(ROOT, "templates");
const CACHE = join(ROOT, ".test-cache/bench");
/** How many words an answer has, each an event of its own. */
const WORDS = 50;

/** @returns a function that starts our server on a directory of data */
export async function prepareNode() {
  const file = join(CACHE, "server/node-server.mjs");
  const layers = ["+node", "+self-hosted+node", "+node+sqlite"];
  await build({
    input: join(HERE, "node-server.mjs"),
    platform: "node",
    external: /^[^./]/,
    plugins: [overlay(layers.map((layer) => join(TEMPLATES, layer, "server")))],
    output: { file, format: "esm" },
    logLevel: "warn",
  });
  return (directory) => start(process.execPath, [file, directory, String(WORDS)]);
}

/** Finds what one layer of an app imports from another. */
function overlay(layers) {
  return {
    name: "layers",
    resolveId(source, importer) {
      const own = layers.find((layer) => importer?.startsWith(layer));
      if (!own) return null;
      const path = relative(own, join(dirname(importer), source));
      return layers.map((layer) => join(layer, path)).find((file) => existsSync(file)) ?? null;
    },
  };
}

/** @returns a function that starts the official server; undefined where it cannot be installed */
export function preparePython() {
  const requirements = join(HERE, "requirements.txt");
  const digest = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  const environment = join(CACHE, `python-${digest.slice(0, 12)}`);
  const python = join(environment, "bin/python");
  if (!existsSync(python)) {
    const staged = `${environment}.${process.pid}`;
    const output = { stdio: ["ignore", "ignore", "inherit"] };
    mkdirSync(CACHE, { recursive: true });
    try {
      execFileSync("python3", ["-m", "venv", staged], output);
      const pip = ["-m", "pip", "install", "--quiet", "-r", requirements];
      execFileSync(join(staged, "bin/python"), pip, output);
    } catch {
      return undefined;
    }
    renameSync(staged, environment);
  }
  const script = join(HERE, "python_server.py");
  return (directory) => start(python, [script, directory, String(WORDS)]);
}

/** Starts a server, and waits for the port that it tells. */
async function start(command, args) {
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_ENV: "production", PYTHONDONTWRITEBYTECODE: "1" },
  });
  // A bench that fails leaves no server behind.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const ended = new Promise((resolve) => child.on("exit", resolve));
  const port = await new Promise((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (text) => {
      said += text;
      const told = /"port": ?(\d+)/.exec(said);
      if (told) resolve(Number(told[1]));
    });
    ended.then((code) => reject(new Error(`${command} ended with ${code}`)));
  });
  return {
    port,
    /** How much of the memory is its own, in bytes; undefined where the system does not tell. */
    memory: () => residentBytes(child.pid),
    /** How long it has worked, in ms of processor time; undefined in the same way. */
    worked: () => processorMs(child.pid),
    async stop() {
      process.off("exit", kill);
      kill();
      await ended;
    },
  };
}

const hasProc = existsSync("/proc/self/stat");

function residentBytes(pid) {
  if (!hasProc) return undefined;
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return line ? Number(line[1]) * 1024 : undefined;
}

/** The kernel counts in hundredths of a second. */
function processorMs(pid) {
  if (!hasProc) return undefined;
  // The name of the process may have spaces, and ends with a parenthesis.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
