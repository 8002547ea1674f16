import type { CommandEntry } from "./command.ts";

/** Every command that this version has. */
export const commands: readonly CommandEntry[] = [
  {
    name: "create",
    summary: "make a new ChatKit app",
    load: () => import("./create.ts"),
  },
  {
    name: "dev",
    summary: "run your app behind one address, with sessions and an inspector",
    load: () => import("./dev.ts"),
  },
];

/**
 * The names of commands to come (design 1). They make no directory today, so that a script which
 * types one does not change its meaning with the next version.
 */
export const reservedNames: readonly string[] = [
  "session",
  "theme",
  "doctor",
  "widget",
  "threads",
  "add",
  "migrate",
  "completion",
];
