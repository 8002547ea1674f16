import type { AddressInfo } from "node:net";
import type { Variable } from "./environment.ts";
import { maskKey, type Problem, type Settings } from "./settings.ts";

/** What a server says about itself once it listens. */
export interface Report {
  readonly settings: Settings;
  /** Further settings worth a line, by their label. */
  readonly details: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

/** Words what the terminal shows at the start. No key is ever shown whole. */
export function describeStart(report: Report, address: Pick<AddressInfo, "port">): string {
  const { settings } = report;
  const isWildcard = ["0.0.0.0", "::", "[::]"].includes(settings.host);
  const host = isWildcard ? "localhost" : bracketed(settings.host);
  const lines: Record<string, string> = {
    Address: `http://${host}:${address.port}/${isWildcard ? " (and every other address of this machine)" : ""}`,
    Mode: settings.offline ? `${settings.mode}, offline: a stand-in answers` : settings.mode,
    "OpenAI key": describeKey(settings),
    ...report.details,
  };
  const width = Math.max(...Object.keys(lines).map((label) => label.length));
  return [
    "",
    ...Object.entries(lines).map(([label, text]) => `  ${label.padEnd(width)}  ${text}`),
    ...report.problems.map(({ message, hint }) => `  Problem: ${[message, hint].join(" ").trim()}`),
    ...settings.warnings.map((warning) => `  Warning: ${warning}`),
    "",
  ].join("\n");
}

function describeKey({ offline, openaiKey }: Settings): string {
  if (offline) return "none needed";
  return openaiKey ? `${maskKey(openaiKey.value)}, ${sourceOf(openaiKey)}` : "none";
}

/** Says where a variable was found: "OPENAI_API_KEY in .env". */
export function sourceOf({ name, source }: Variable): string {
  return source === "shell" ? `${name} of the shell` : `${name} in .env`;
}

/** Words a failure to listen, and what to do about it. */
export function describeListenError(error: NodeJS.ErrnoException, port: number): string {
  switch (error.code) {
    case "EADDRINUSE":
      return `Port ${port} is already in use. Stop the other program, or choose another port: PORT=${port + 1} npm start`;
    case "EACCES":
      return `Port ${port} is reserved for the system. Choose one from 1024 on: PORT=3000 npm start`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `HOST is no address of this machine: ${error.message}`;
    default:
      return `The server cannot listen on port ${port}: ${error.message}`;
  }
}

function bracketed(host: string): string {
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}
