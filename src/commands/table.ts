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
  {
    name: "session",
    summary: "mint a ChatKit session for a test",
    load: () => import("./session.ts"),
  },
  {
    name: "theme",
    summary: "print, check or derive a ChatKit theme",
    load: () => import("./theme.ts"),
  },
];

/**
 * The names of commands to come (design 1). They make no directory today, so that a script which
 * types one does not change its meaning with the next version.
 */
export const reservedNames: readonly string[] = [
  "doctor",
  "widget",
  "threads",
  "add",
  "migrate",
  "completion",
];
