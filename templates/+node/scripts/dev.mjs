// Runs page and server on one address, and reloads both: Vite serves the page and hands the rest on.
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { createServer, normalizePath } from "vite";

/** What the server answers; everything else is the page. */
const TO_SERVER = /^\/(api|chatkit)(\/|\?|$)/;
const SHUTDOWN_MS = 3_000;
const RELOAD_MS = 100;

// Lasts as long as this run, so that a reload of the server makes no visitor a stranger.
const throwAwaySecret = randomBytes(32).toString("hex");

try {
  const { plugin, close } = server();
  const vite = await createServer({ clearScreen: false, plugins: [plugin] });
  const { onEnd } = /** @type {typeof import("../server/lifetime.ts")} */ (
    await vite.ssrLoadModule("/server/lifetime.ts")
  );
  onEnd(async () => {
    setTimeout(() => process.exit(0), SHUTDOWN_MS).unref();
    await Promise.all([close(), vite.close()]);
    process.exit(0);
  });
  const { port } = vite.config.server;
  if (await isTaken(port)) {
    throw new Error(`Port ${port} is already in use`);
  }
  await vite.listen();
} catch (error) {
  const { message, code } = /** @type {NodeJS.ErrnoException} */ (error);
  const port = Number(/^Port (\d+) is already in use/.exec(message)?.[1]);
  if (port) {
    console.error(
      `Port ${port} is already in use. Stop the other program, or choose another port: PORT=${port + 1} npm run dev`,
    );
  } else {
    const isNoAddress = code === "EADDRNOTAVAIL" || code === "ENOTFOUND";
    console.error(isNoAddress ? `HOST is no address of this machine: ${message}` : message);
  }
  process.exit(1);
}

/**
 * Answers requests inside Vite's server, with the code as it is at that moment.
 *
 * @returns {{ plugin: import("vite").Plugin, close: () => Promise<void> }}
 */
function server() {
  /** @typedef {typeof import("../server/development.ts")} Development */
  /** @type {Development | undefined} */
  let loaded;
  /** @type {ReturnType<Development["createBackend"]> | undefined} */
  let backend;
  let said = "";

  /** @param {string} words */
  const say = (words) => {
    if (words !== said) {
      console.log(words);
      said = words;
    }
  };
  const close = async () => {
    // One that did not start has said so, and holds nothing.
    const working = await backend?.catch(() => undefined);
    await working?.close();
  };
  /** @param {Development} module */
  const replace = async (module) => {
    try {
      await close();
      return await module.createBackend(throwAwaySecret);
    } catch (error) {
      // The next request tries again.
      loaded = undefined;
      const { name, message, stack } = /** @type {Error} */ (error);
      say(name === "SettingsError" ? message : (stack ?? message));
      throw error;
    }
  };
  /** @param {import("vite").ViteDevServer} vite */
  const load = async (vite) => {
    const module = /** @type {Development} */ (
      await vite.ssrLoadModule("/server/development.ts").catch((error) => {
        // Vite itself reports a file that cannot be loaded; then it is news that it works again.
        said = "";
        throw error;
      })
    );
    if (module !== loaded) {
      loaded = module;
      backend = replace(module);
    }
    return backend;
  };

  /** @type {import("vite").Plugin} */
  const plugin = {
    name: "server",
    configureServer(vite) {
      const announce = async () => {
        const address = vite.httpServer?.address();
        // What did not start has said why.
        const listening = await load(vite).catch(() => undefined);
        if (listening && typeof address === "object" && address) {
          say(listening.describeStart(address.port));
        }
      };

      vite.httpServer?.once("listening", announce);
      vite.watcher.on("change", (file) => {
        if (normalizePath(file).startsWith(`${vite.config.root}/server/`)) {
          // Vite forgets the old code a moment later.
          setTimeout(announce, RELOAD_MS);
        }
      });
      vite.middlewares.use(async (request, response, next) => {
        if (!TO_SERVER.test(request.url ?? "")) {
          next();
          return;
        }
        // The page is told below that the terminal shows the reason.
        const working = await load(vite).catch(() => undefined);
        if (working) {
          await working.listener(request, response);
          return;
        }
        const error = {
          code: "server_not_started",
          message: "The server does not start.",
          hint: "The terminal of npm run dev shows the reason.",
        };
        response.writeHead(500, { "Content-Type": "application/json" });
        response.end(JSON.stringify({ error }));
      });
    },
  };
  return { plugin, close };
}

/**
 * Tells whether a program answers on a port, whichever of the local addresses it listens on.
 *
 * @param {number} port
 */
async function isTaken(port) {
  const answers = await Promise.all(
    ["127.0.0.1", "::1"].map(
      (host) =>
        new Promise((resolve) => {
          const socket = connect({ port, host });
          socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
          socket.once("connect", () => socket.destroy());
        }),
    ),
  );
  return port !== 0 && answers.includes(true);
}
