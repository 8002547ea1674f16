import { type StatsListener, unwatchFile, watchFile } from "node:fs";
import { join } from "node:path";
import { envFileValues } from "../../project/env-file.ts";

/** How often the file is looked at; the system's own notices get lost with links and mounts. */
const LOOK_MS = 250;
/** Editors write a file in several steps. */
const SETTLE_MS = 100;

/** A look-out for changes of `.env`. */
export interface EnvWatch {
  close(): void;
}

/**
 * Watches the `.env` of a project: made, changed, replaced or deleted.
 *
 * @param options `cwd`: the project; `onChange`: told the names whose values have changed, once the
 * file has settled, and never for a change of comments or of the order
 */
export function watchEnv(options: {
  cwd: string;
  onChange: (names: readonly string[]) => void;
}): EnvWatch {
  const path = join(options.cwd, ".env");
  let known = envFileValues(options.cwd) ?? {};
  const compare = () => {
    const now = envFileValues(options.cwd);
    if (!now) return;
    const names = new Set([...Object.keys(known), ...Object.keys(now)]);
    const changed = [...names].filter((name) => known[name] !== now[name]);
    known = now;
    if (changed.length > 0) options.onChange(changed);
  };
  // What happens before the first look is not noticed by it.
  let timer = setTimeout(compare, LOOK_MS);
  const listener: StatsListener = () => {
    clearTimeout(timer);
    timer = setTimeout(compare, SETTLE_MS);
  };
  watchFile(path, { interval: LOOK_MS, persistent: false }, listener);
  return {
    close: () => {
      unwatchFile(path, listener);
      clearTimeout(timer);
    },
  };
}
