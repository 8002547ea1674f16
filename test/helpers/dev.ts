import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type CliOptions, scratch, startCli } from "./cli.ts";
import { type ProcessTree, until } from "./processes.ts";

/** A key that no OpenAI ever gave out. */
export const DEV_KEY = "sk-proj-Dev0123456789abcdefghijklmn3f9a";
export const DEV_WORKFLOW = "wf_dev";

/** A line of `dev --json`. */
export interface DevLine {
  readonly type: string;
  readonly at: number;
  readonly [more: string]: unknown;
}

/** `chatkit dev --json`, which runs. */
export interface RunningDev extends ProcessTree {
  readonly cwd: string;
  /** Every line so far. Throws where one is no JSON. */
  lines(): DevLine[];
  /** Waits for a line of this type, of which more is true. */
  line(type: string, which?: (line: DevLine) => boolean): Promise<DevLine>;
}

/** {@link RunningDev} once it is ready. */
export interface ReadyDev extends RunningDev {
  /** `http://localhost:<port>` */
  readonly url: string;
  readonly inspector: string;
  readonly port: number;
}

/**
 * A server as any project has one: `/` is a page, `/env` tells its variables, `/pid` its process,
 * `/exit` ends it with code 7, `POST /chatkit` streams two events. It says nothing about its port.
 */
export const SERVER = `
import { createServer } from "node:http";
console.log("server of", process.pid, "begins");
createServer((request, response) => {
  if (request.url === "/exit") { console.error("Error: told to end"); process.exit(7); }
  if (request.url === "/env") return response.end(JSON.stringify(process.env));
  if (request.url === "/pid") return response.end(String(process.pid));
  if (request.method === "POST" && request.url === "/chatkit") {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write('data: {"type":"thread.created","thread":{"id":"thr_1","created_at":"2026-01-01T00:00:00Z","status":{"type":"active"},"metadata":{},"items":{"data":[],"has_more":false}}}\\n\\n');
    return setTimeout(() => response.end('data: {"type":"progress_update","text":"…"}\\n\\n'), 20);
  }
  response.writeHead(request.url === "/" ? 200 : 404, { "content-type": "text/html" });
  response.end("<html><title>mine</title></html>");
}).listen(process.env.PORT ?? 3000, "127.0.0.1");
`;

/** Writes a project that goes with the test; by default one whose `dev` script is {@link SERVER}. */
export async function devProject(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const directory = await scratch();
  const manifest = { name: "mine", private: true, scripts: { dev: "node server.mjs" } };
  const all = { "package.json": JSON.stringify(manifest), "server.mjs": SERVER, ...files };
  for (const [path, text] of Object.entries(all)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
  return directory;
}

/**
 * Starts `chatkit dev --json`, with a key unless `env` says otherwise.
 *
 * @param options `port`: any free one by default; undefined leaves `--port` out
 */
export function startDev(
  cwd: string,
  args: readonly string[] = [],
  options: Pick<CliOptions, "env"> & { readonly port?: number | undefined } = {},
): RunningDev {
  const wished = "port" in options ? options.port : 0;
  const port = wished === undefined ? [] : ["--port", String(wished)];
  const tree = startCli(["dev", "--json", ...port, ...args], {
    cwd,
    door: "chatkit",
    env: { OPENAI_API_KEY: DEV_KEY, CHATKIT_WORKFLOW_ID: DEV_WORKFLOW, ...options.env },
  });
  let stdout = "";
  tree.child.stdout?.on("data", (text: string) => {
    stdout += text;
  });
  const lines = () =>
    stdout
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as DevLine);
  const line: RunningDev["line"] = (type, which = () => true) =>
    until(`a line of type ${type}`, () => {
      const found = lines().find((one) => one.type === type && which(one));
      if (found) return found;
      throw new Error(`there is none in:\n${tree.output()}`);
    });
  return { ...tree, cwd, lines, line };
}

/** Starts `chatkit dev --json` and waits until it is ready. */
export async function readyDev(...args: Parameters<typeof startDev>): Promise<ReadyDev> {
  const dev = startDev(...args);
  const { url, inspector } = (await dev.line("ready")) as DevLine & Record<string, string>;
  if (!url || !inspector) throw new Error("ready without an address");
  return { ...dev, url: new URL(url).origin, inspector, port: Number(new URL(url).port) };
}
