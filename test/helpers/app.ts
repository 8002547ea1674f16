import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Finished,
  freePort,
  isHeld,
  type ProcessTree,
  run,
  spawnTree,
  until,
} from "./processes.ts";

const BIN = fileURLToPath(new URL("../../bin/create-chatkit-app.js", import.meta.url));
const CACHE = fileURLToPath(new URL("../../.test-cache/installs", import.meta.url));
/** mypy reads most of a Python environment, which is the same in every app. */
const MYPY_CACHE = fileURLToPath(new URL("../../.test-cache/mypy", import.meta.url));
const PYTHON = join("scripts", "python.mjs");
const NPM = process.platform === "win32" ? "npm.cmd" : "npm";

/** How long `create` may take where it installs as well. */
const INSTALL_MS = 300_000;

/** The answers that an app of a test is made from. */
export interface AppAnswers {
  readonly frontend: "react" | "vanilla";
  readonly backend: "hosted" | "self-hosted";
  readonly runtime: "node" | "python";
  readonly sample: "tour" | "bare";
  readonly store?: "sqlite" | "postgres" | "memory";
  readonly theme?: string;
  /** One that is not npm installs by itself, and has to be in the `PATH` of `env`. */
  readonly packageManager?: "pnpm" | "yarn" | "bun";
}

/** An app that the real command made, in a directory of its own. */
export interface App {
  readonly dir: string;
  /** The answers in one word, such as `react-hosted-node-tour`. */
  readonly name: string;
  /** Runs an npm script to its end. */
  script(name: string, env?: Readonly<Record<string, string>>): Promise<Finished>;
  /** Starts `dev` or `start` on a free port and waits until the page is served. */
  start(script: "dev" | "start", env?: Readonly<Record<string, string>>): Promise<RunningApp>;
  /** Sets variables in the app's `.env`. */
  setEnv(values: Readonly<Record<string, string>>): Promise<void>;
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
  /** Ends what still runs and removes the directory. */
  remove(): Promise<void>;
}

/** An app that serves its page. */
export interface RunningApp {
  /** `http://localhost:<port>` */
  readonly origin: string;
  readonly port: number;
  output(): string;
  /**
   * Stops the app and waits until nothing of it is left: SIGINT goes to the whole group as Ctrl-C
   * does, SIGTERM to the first process alone, SIGKILL to the script of `dev` alone. Throws when a
   * process or the port stays.
   */
  stop(signal: "SIGINT" | "SIGTERM" | "SIGKILL"): Promise<Finished>;
  /** Ends every process with SIGKILL, as a crash of the machine would. */
  crash(): Promise<void>;
}

/** The variables that apps of tests see: no key, no setting of this run, no tool of this package. */
export function cleanEnv(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined &&
      /^(HOME|LANG|LC_.*|TMPDIR|TEMP|TMP|SystemRoot|.*_proxy|PIP_.*|UV_.*|SSL_CERT_.*|NODE_EXTRA_CA_CERTS|npm_config_(registry|cache|userconfig|cafile|.*proxy))$/i.test(
        entry[0],
      ),
  );
  const path = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => !folder.includes("node_modules"))
    .join(delimiter);
  return { ...Object.fromEntries(kept), PATH: path, MYPY_CACHE_DIR: MYPY_CACHE, ...more };
}

/**
 * Makes an app with the real command, and installs what it needs.
 *
 * @param env further variables for everything that is run for this app
 */
export async function createApp(
  answers: AppAnswers,
  env: Readonly<Record<string, string>> = {},
): Promise<App> {
  const root = await mkdtemp(join(tmpdir(), "chatkit-app-"));
  const name = [answers.frontend, answers.backend, answers.runtime, answers.sample, answers.store]
    .filter(Boolean)
    .join("-");
  const dir = join(root, name);
  const flags = ["frontend", "backend", "runtime", "sample", "store"].flatMap((flag) => {
    const value = answers[flag as keyof AppAnswers];
    return value ? [`--${flag}`, value] : [];
  });
  const { packageManager } = answers;
  const manager = packageManager ?? NPM;
  const made = await run(
    process.execPath,
    [
      [BIN, dir, ...flags, "--theme", answers.theme ?? "minimal"],
      packageManager ? ["--package-manager", packageManager] : ["--no-install"],
    ].flat(),
    { cwd: root, env: cleanEnv({ npm_config_user_agent: "npm", ...env }) },
    INSTALL_MS,
  );
  if (made.code !== 0) throw new Error(`create failed (${made.code}): ${made.output}`);
  if (!packageManager) await install(dir);
  const trees = new Set<ProcessTree>();
  return {
    dir,
    name,
    script: (script, more = {}) =>
      run(
        manager,
        packageManager ? ["run", script] : ["run", "--silent", script],
        { cwd: dir, env: cleanEnv({ ...env, ...more }) },
        120_000,
      ),
    start: async (script, more = {}) => {
      const port = await freePort();
      const tree = spawnTree(manager, ["run", script], {
        cwd: dir,
        env: cleanEnv({ ...env, ...more, PORT: String(port) }),
      });
      trees.add(tree);
      return ready(tree, port, script);
    },
    setEnv: async (values) => {
      const path = join(dir, ".env");
      let text = existsSync(path) ? await readFile(path, "utf8") : "";
      for (const [key, value] of Object.entries(values)) {
        const line = new RegExp(`^${key}=.*$`, "m");
        text = line.test(text)
          ? text.replace(line, () => `${key}=${value}`)
          : `${text}\n${key}=${value}\n`;
      }
      await writeFile(path, text);
    },
    read: (path) => readFile(join(dir, path), "utf8"),
    write: (path, text) => writeFile(join(dir, path), text),
    remove: async () => {
      for (const tree of trees) await tree.kill();
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function ready(tree: ProcessTree, port: number, script: string): Promise<RunningApp> {
  const origin = `http://localhost:${port}`;
  let ended: Finished | undefined;
  void tree.finished.then((finished) => {
    ended = finished;
  });
  const what = `${script} to serve its page`;
  await until(
    what,
    async () => {
      if (ended) return true;
      const page = await fetch(origin, { headers: { accept: "text/html" } });
      return page.ok && (await page.text()).includes("<html");
    },
    90_000,
  ).catch(async (error: unknown) => {
    await tree.kill();
    throw new Error(`${error}\n${tree.output()}`);
  });
  if (ended) throw new Error(`${script} ended with ${ended.code}:\n${ended.output}`);
  const gone = async () =>
    until(
      "every process of the app to end",
      async () => {
        const living = await tree.living();
        if (living.length > 0) throw new Error(`these live: ${living.join("; ")}`);
        return true;
      },
      15_000,
    );
  const devScript = async () => {
    const found = (await tree.living()).find((line) => /^\d+ node scripts\/dev\.mjs$/.test(line));
    return Number.parseInt(found ?? "", 10);
  };
  return {
    origin,
    port,
    output: tree.output,
    stop: async (signal) => {
      const pid = tree.child.pid ?? 0;
      const to = { SIGINT: -pid, SIGTERM: pid, SIGKILL: await devScript() };
      process.kill(to[signal], signal);
      try {
        await gone();
      } catch (error) {
        await tree.kill();
        throw new Error(`After ${signal}: ${error}\n${tree.output()}`);
      }
      if (await isHeld(port)) throw new Error(`Port ${port} is still held after ${signal}`);
      return tree.finished;
    },
    crash: async () => {
      await tree.kill();
      await gone();
    },
  };
}

/**
 * Installs the packages of an app. The result is kept for apps with the same manifests, since an
 * install is the longest part of a run; a run with `CI=true` always installs afresh.
 */
async function install(dir: string): Promise<void> {
  const hash = createHash("sha256").update(process.version);
  for (const manifest of ["package.json", "requirements.txt", "requirements-dev.txt"])
    if (existsSync(join(dir, manifest))) hash.update(await nameless(join(dir, manifest)));
  const kept = join(CACHE, hash.digest("hex").slice(0, 16));
  const parts = ["node_modules", ".venv", "package-lock.json"];
  if (existsSync(kept) && process.env.CI !== "true") {
    for (const part of parts)
      if (existsSync(join(kept, part))) await copyTree(join(kept, part), join(dir, part));
    return;
  }
  const env = cleanEnv();
  const packages = await run(NPM, ["install", "--no-audit", "--no-fund"], { cwd: dir, env });
  if (packages.code !== 0) throw new Error(`npm install failed:\n${packages.output}`);
  if (existsSync(join(dir, PYTHON))) {
    const python = await run(process.execPath, [PYTHON, "--setup"], {
      cwd: dir,
      env,
    });
    if (python.code !== 0) throw new Error(`The Python environment failed:\n${python.output}`);
  }
  await mkdir(CACHE, { recursive: true });
  const fresh = await mkdtemp(join(CACHE, "new-"));
  for (const part of parts)
    if (existsSync(join(dir, part))) await copyTree(join(dir, part), join(fresh, part));
  // Another test may have been first with the same install; either is as good.
  await rename(fresh, kept).catch(() => rm(fresh, { recursive: true, force: true }));
}

/** A manifest without the lines that name the app, which do not change what is installed. */
async function nameless(path: string): Promise<string> {
  return (await readFile(path, "utf8")).replace(/^\s*"?(name|description)"?\s*[:=].*$/gm, "");
}

async function copyTree(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
}
