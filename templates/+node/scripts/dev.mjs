// Runs page and API on one address, and reloads both: Vite serves the page and hands /api on.
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { createServer, normalizePath } from "vite";

const SHUTDOWN_MS = 3_000;
const RELOAD_MS = 100;

// Lasts as long as this run, so that a reload of the server makes no visitor a stranger.
const throwAwaySecret = randomBytes(32).toString("hex");

try {
  const vite = await createServer({ clearScreen: false, plugins: [api()] });
  const { onEnd } = /** @type {typeof import("../server/lifetime.ts")} */ (
    await vite.ssrLoadModule("/server/lifetime.ts")
  );
  onEnd(async () => {
    setTimeout(() => process.exit(0), SHUTDOWN_MS).unref();
    await vite.close();
    process.exit(0);
  });
  const { port } = vite.config.server;
  if (await isTaken(port)) {
    throw new Error(`Port ${port} is already in use`);
  }
  await vite.listen();
} catch (error) {
  const { message } = /** @type {Error} */ (error);
  const port = Number(/^Port (\d+) is already in use/.exec(message)?.[1]);
  console.error(
    port
      ? `Port ${port} is already in use. Stop the other program, or choose another port: PORT=${port + 1} npm run dev`
      : message,
  );
  process.exit(1);
}

/**
 * Answers API requests inside Vite's server, with the code as it is at that moment.
 *
 * @returns {import("vite").Plugin}
 */
function api() {
  return {
    name: "api",
    configureServer(vite) {
      /** @type {typeof import("../server/development.ts") | undefined} */
      let loaded;
      /** @type {ReturnType<typeof import("../server/development.ts").createBackend> | undefined} */
      let backend;
      let said = "";

      /** @param {string} words */
      const say = (words) => {
        if (words !== said) {
          console.log(words);
          said = words;
        }
      };
      const load = async () => {
        // Vite itself reports a file that cannot be loaded.
        const module = /** @type {typeof import("../server/development.ts")} */ (
          await vite.ssrLoadModule("/server/development.ts")
        );
        if (backend && module === loaded) {
          return backend;
        }
        try {
          backend = module.createBackend(throwAwaySecret);
        } catch (error) {
          const { name, message, stack } = /** @type {Error} */ (error);
          say(name === "SettingsError" ? message : (stack ?? message));
          throw error;
        }
        loaded = module;
        return backend;
      };
      const announce = async () => {
        const address = vite.httpServer?.address();
        const listening = await load().catch(() => undefined);
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
        if (!/^\/api(\/|\?|$)/.test(request.url ?? "")) {
          next();
          return;
        }
        const working = await load().catch(() => undefined);
        if (working) {
          await working.listener(request, response);
          return;
        }
        const error = {
          code: "server_not_started",
          message: "The server's code does not start.",
          hint: "The terminal of npm run dev shows the reason.",
        };
        response.writeHead(500, { "Content-Type": "application/json" });
        response.end(JSON.stringify({ error }));
      });
    },
  };
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
