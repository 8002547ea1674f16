import { randomBytes } from "node:crypto";

const PREFIXES = {
  thread: "thr",
  message: "msg",
  tool_call: "tc",
  task: "tsk",
  workflow: "wf",
  attachment: "atc",
  sdk_hidden_context: "shcx",
} as const;

/** What an id can be for. */
export type IdKind = keyof typeof PREFIXES;

/** Makes an id that cannot be guessed. */
export function newId(kind: IdKind): string {
  return `${PREFIXES[kind]}_${randomBytes(16).toString("hex")}`;
}
