import type { Dev, Ready } from "../dev/dev.ts";
import { toCliError } from "../errors.ts";
import { err, out } from "../terminal/colour.ts";
import { listenToKeys } from "../terminal/keys.ts";
import type { CommandContext } from "./command.ts";
import { openInBrowser } from "./dev-open.ts";
import { summary } from "./session-report.ts";

/** Clears the screen and what was scrolled away, and goes to its top. */
const CLEAR_SCREEN = "\u001b[2J\u001b[3J\u001b[H";

/** A single key, and what it does. */
interface Key {
  readonly key: string;
  readonly means: string;
  readonly press: () => Promise<unknown> | unknown;
}

/** What the keys act on. */
interface KeyOptions {
  readonly dev: Dev;
  readonly context: CommandContext;
  /** Null until it is ready. */
  readonly ready: () => Ready | null;
  /** Tells the line of readiness once more. */
  readonly tellReady: () => void;
  readonly quit: () => void;
}

function keysOf({ dev, context, ready, tellReady, quit }: KeyOptions): readonly Key[] {
  const { reporter } = context;
  const open = async (which: "url" | "inspector") => {
    const now = ready();
    if (now) await openInBrowser(now[which], reporter);
    else reporter.info("Not ready yet.");
  };
  const mint = async () => {
    reporter.result(summary([await dev.mint()], `${dev.url}/chatkit`), { ok: true });
  };
  const restart = async () => {
    const isOurs = await dev.restart("you pressed r");
    if (!isOurs) reporter.info("There is nothing to start again: the app was not started here.");
  };
  const clear = () => {
    dev.log.clear();
    process.stderr.write(CLEAR_SCREEN);
    tellReady();
  };
  const help = () => {
    for (const { key, means } of keys) reporter.info(`  ${err.bold(key)}  ${means}`);
  };
  const keys: readonly Key[] = [
    { key: "o", means: "open the app in a browser", press: () => open("url") },
    { key: "i", means: "open the inspector", press: () => open("inspector") },
    { key: "s", means: "mint a session and show its secret", press: mint },
    { key: "r", means: "start the app again", press: restart },
    { key: "c", means: "clear what is shown, and forget the requests", press: clear },
    { key: "q", means: "end the app and this", press: quit },
    { key: "?", means: "these keys", press: help },
  ];
  return keys;
}

/** What stands below the line of readiness where keys are listened to. */
export function keyBar(): string {
  const bar = ["o open", "i inspector", "s session", "r restart", "c clear", "q quit", "? keys"];
  return out.dim(`  ${bar.join(" · ")}`);
}

/**
 * Acts on single keys, one at a time for each key. A key that fails tells why and changes nothing.
 *
 * @param options what the keys act on
 * @returns gives the keyboard back
 */
export function listenForKeys(options: KeyOptions): () => void {
  const keys = keysOf(options);
  const busy = new Set<string>();
  const press = async ({ key, press: act }: Key) => {
    if (busy.has(key)) return;
    busy.add(key);
    try {
      await act();
    } catch (error) {
      if (options.context.signal.aborted) return;
      options.context.reporter.error(toCliError(error), options.context);
    } finally {
      busy.delete(key);
    }
  };
  return listenToKeys(process.stdin, (typed) => {
    const pressed = keys.find(({ key }) => key === typed);
    if (pressed) void press(pressed);
  });
}
