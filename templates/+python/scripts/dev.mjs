// Runs page and server on one address, and reloads both: Vite serves the page and hands /api and
// /chatkit on to the Python server, which listens on a private port.
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { watch } from "node:fs";
import { connect, createServer as createListener } from "node:net";
import { relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createServer, loadEnv } from "vite";
import { endWithParent, prepare, python, SetupError } from "./python.mjs";

/** The requests that the Python server answers. */
const TO_SERVER = /^\/(api|chatkit)(\/|\?|$)/;
/** How long a request waits for a server that starts. */
const START_MS = 20_000;
/** Vite serves any other file of the project: its own list, and what people said and attached. */
const PRIVATE_FILES = [
  [".env", ".env.*", "*.{crt,pem,key,p12,pfx,cer,der}", ".npmrc", ".yarnrc.yml", "**/.git/**"],
  ["chat.sqlite*", "atc_*"],
].flat();
const isWindows = process.platform === "win32";
const shellScriptUrl = process.env.CHATKIT_SCRIPT_URL;
const throwAwaySecret = randomBytes(32).toString("hex");

/** @type {import("node:child_process").ChildProcess | undefined} */
let server;
/** @type {import("vite").ViteDevServer | undefined} */
let vite;
let ending = false;

for (const [signal, code] of /** @type {const} */ ([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
])) {
  process.on(signal, () => end(code));
}
endWithParent(() => end(143));

try {
  const settings = readAddress();
  prepare();
  if (await isTaken(settings.port)) {
    throw new SetupError(
      `Port ${settings.port} is already in use. Stop the other program, or choose another port: PORT=${settings.port + 1} npm run dev`,
    );
  }
  const innerPort = await freePort();
  vite = await createServer({
    clearScreen: false,
    plugins: [waitForServer(innerPort)],
    server: viteServer(settings, innerPort),
  });
  server = startServer(innerPort);
  watchSettings(() => restart(innerPort));
  await vite.listen();
} catch (error) {
  console.error(error instanceof SetupError ? error.message : error);
  end(1);
}

/** Reads the public address: the shell's variables, then those of .env. */
function readAddress() {
  const env = loadEnv("development", process.cwd(), "");
  const value = (/** @type {string} */ name) => process.env[name] || env[name] || undefined;
  const port = value("PORT") ?? "3000";
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new SetupError(`PORT must be a number from 0 to 65535, and is "${port}".`);
  }
  // The plugin in vite.config.ts puts it into the page.
  process.env.CHATKIT_SCRIPT_URL = shellScriptUrl || env.CHATKIT_SCRIPT_URL || "";
  const publicUrl = value("CHATKIT_PUBLIC_URL");
  return { host: value("HOST") ?? "localhost", port: Number(port), publicUrl };
}

/**
 * Holds requests back while the Python server starts or reloads, so that a page which is open
 * meanwhile sees a slow answer instead of an error.
 *
 * @param {number} innerPort
 * @returns {import("vite").Plugin}
 */
function waitForServer(innerPort) {
  return {
    name: "wait-for-server",
    configureServer({ middlewares }) {
      middlewares.use(async (request, _response, next) => {
        const deadline = Date.now() + START_MS;
        while (
          TO_SERVER.test(request.url ?? "") &&
          !ending &&
          Date.now() < deadline &&
          !(await answers("127.0.0.1", innerPort))
        ) {
          await sleep(100);
        }
        next();
      });
    },
  };
}

/**
 * @param {{ host: string, port: number, publicUrl: string | undefined }} settings
 * @param {number} innerPort
 * @returns {import("vite").ServerOptions}
 */
function viteServer({ host, port, publicUrl }, innerPort) {
  /** @type {import("vite").ProxyOptions} */
  const toServer = {
    target: `http://127.0.0.1:${innerPort}`,
    changeOrigin: false,
    xfwd: true,
    configure: (proxy) => {
      proxy.on("error", (_error, _request, response) => {
        if ("writeHead" in response && !response.headersSent) {
          response.writeHead(503, {
            "Content-Type": "application/json",
            "Cache-Control": "no-store",
            "Retry-After": "1",
          });
          response.end(
            JSON.stringify({
              error: {
                code: "server_not_started",
                message: "The Python server is not running at the moment.",
                hint: "The terminal of npm run dev shows the reason.",
              },
            }),
          );
        }
      });
    },
  };
  return {
    host,
    port,
    strictPort: true,
    // Page and API share one address, so no other origin has any business here.
    cors: false,
    allowedHosts: publicUrl && URL.canParse(publicUrl) ? [new URL(publicUrl).hostname] : [],
    proxy: { [TO_SERVER.source]: toServer },
    fs: { deny: PRIVATE_FILES },
    watch: { ignored: isNotOfPage },
  };
}

/**
 * Tells whether a file is none of Vite's business, wherever the project itself lies.
 *
 * @param {string} path
 */
function isNotOfPage(path) {
  const [directory = ""] = relative(process.cwd(), path).split(/[/\\]/, 1);
  return [".venv", "data", "server", "tests"].includes(directory);
}

/** @param {number} innerPort */
function startServer(innerPort) {
  const args = [
    ["-m", "server.reload", "server.app:create_development_app", "--factory"],
    ["--host", "127.0.0.1", "--port", String(innerPort)],
    ["--reload", "--reload-dir", "server", "--reload-include", "*.widget"],
    ["--log-level", "warning", "--no-access-log", "--no-server-header", "--no-proxy-headers"],
    ["--timeout-graceful-shutdown", "1"],
  ].flat();
  const child = spawn(python, args, {
    // Its own process group, so that the reloader and its child can be ended together.
    detached: !isWindows,
    env: { ...process.env, CHATKIT_THROW_AWAY_SECRET: throwAwaySecret },
    // It ends with its input, so that none is left when this process is killed.
    stdio: ["pipe", "inherit", "inherit"],
  });
  child.on("error", (error) => {
    console.error(error.message);
    end(1);
  });
  child.on("exit", (code, signal) => {
    if (!ending && child === server) {
      console.error(`The Python server has ended (${signal ?? `exit ${code}`}).`);
      end(1);
    }
  });
  return child;
}

/** @type {Promise<void>} */
let restarted = Promise.resolve();

/**
 * Calls back when .env was changed; editors write a file in several steps.
 *
 * @param {() => void} changed
 */
function watchSettings(changed) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  watch(".", (_event, file) => {
    if (file === ".env") {
      clearTimeout(timer);
      timer = setTimeout(changed, 100);
    }
  });
}

/**
 * Starts the server afresh with the variables of a changed .env.
 *
 * @param {number} innerPort
 */
function restart(innerPort) {
  restarted = restarted.then(async () => {
    if (ending) {
      return;
    }
    readAddress();
    const old = server;
    server = undefined;
    await stop(old);
    if (!ending) {
      server = startServer(innerPort);
    }
  });
}

/**
 * Ends everything that was started here, then this process.
 *
 * @param {number} code
 */
async function end(code) {
  if (ending) {
    return;
  }
  ending = true;
  // The process ends in any case.
  const closing = vite?.close().catch(() => undefined);
  await stop(server);
  await Promise.race([closing, sleep(500)]);
  process.exit(code);
}

/**
 * Ends a server with all its processes: first asking, then not.
 *
 * @param {import("node:child_process").ChildProcess | undefined} child
 */
async function stop(child) {
  if (!child?.pid) {
    return;
  }
  if (child.exitCode === null && child.signalCode === null) {
    const exited = new Promise((resolve) => child.once("exit", resolve));
    signalGroup(child.pid, "SIGTERM");
    await Promise.race([exited, sleep(5_000)]);
  }
  // A reloader that was killed leaves its child behind.
  signalGroup(child.pid, "SIGKILL");
}

/**
 * @param {number} pid
 * @param {"SIGTERM" | "SIGKILL"} signal
 */
function signalGroup(pid, signal) {
  if (isWindows) {
    spawnSync("taskkill", ["/pid", String(pid), "/t", "/f"]);
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH") {
      throw error;
    }
  }
}

/** Finds a port that nobody uses. */
function freePort() {
  return /** @type {Promise<number>} */ (
    new Promise((resolve, reject) => {
      const listener = createListener();
      listener.once("error", reject);
      listener.listen(0, "127.0.0.1", () => {
        const address = listener.address();
        listener.close(() => resolve(typeof address === "object" && address ? address.port : 0));
      });
    })
  );
}

/**
 * Tells whether a program answers on a port, whichever of the local addresses it listens on.
 *
 * @param {number} port
 */
async function isTaken(port) {
  const taken = await Promise.all(["127.0.0.1", "::1"].map((host) => answers(host, port)));
  return port !== 0 && taken.includes(true);
}

/**
 * Tells whether a program accepts connections.
 *
 * @param {string} host
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function answers(host, port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}
