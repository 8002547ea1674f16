// A server of a benchmark: a process that tells its port, and that leaves nothing behind.
import { spawn } from "node:child_process";

/**
 * Starts a server, and waits for the port that it tells as JSON on its standard output.
 *
 * @param {string[]} args of Node
 * @param {object} [options]
 * @param {Record<string, string>} [options.env] variables beyond ours
 * @param {string} [options.cwd] where it runs
 * @param {(said: string) => number | undefined} [options.portIn] finds the port in what was said
 */
export async function startServer(args, { env = {}, cwd, portIn = portOf } = {}) {
  const child = spawn(process.execPath, args, {
    cwd,
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, NODE_ENV: "production", ...env },
  });
  // A bench that fails leaves no server behind.
  const kill = () => child.kill("SIGTERM");
  process.once("exit", kill);
  const ended = new Promise((resolve) => child.on("exit", resolve));
  const port = await new Promise((resolve, reject) => {
    let said = "";
    const listen = (text) => {
      said += text;
      const told = portIn(said);
      if (!told) return;
      child.stdout.off("data", listen).resume();
      resolve(told);
    };
    child.stdout.on("data", listen);
    ended.then((code) => reject(new Error(`${args.join(" ")} ended with ${code}`)));
  });
  return {
    port,
    async stop() {
      process.off("exit", kill);
      kill();
      await ended;
    },
  };
}

function portOf(said) {
  const told = /"port": ?(\d+)/.exec(said);
  return told ? Number(told[1]) : undefined;
}
