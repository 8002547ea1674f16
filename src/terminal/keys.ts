import type { Readable } from "node:stream";

/** What Ctrl-C and Ctrl-Z send where the terminal itself does not act on them. */
const CTRL_C = "\u0003";
const CTRL_Z = "\u001a";

/** A terminal's keyboard. */
export interface Keyboard extends Readable {
  setRawMode?(raw: boolean): unknown;
}

/**
 * Listens to single keys. Ctrl-C and Ctrl-Z keep their meaning: they reach this process as signals.
 *
 * @param keyboard the terminal's input
 * @param onKey told each key that was pressed, in lower case; keys of several characters, such as
 * arrows, are left out
 * @returns gives the keyboard back to the terminal
 */
export function listenToKeys(keyboard: Keyboard, onKey: (key: string) => void): () => void {
  const grab = () => {
    keyboard.setRawMode?.(true);
    keyboard.resume();
  };
  const suspend = () => {
    keyboard.setRawMode?.(false);
    process.kill(process.pid, "SIGTSTP");
  };
  const read = (data: Buffer | string) => {
    const typed = data.toString();
    if (typed.startsWith("\u001b")) return;
    for (const key of typed) {
      if (key === CTRL_C) process.kill(process.pid, "SIGINT");
      else if (key === CTRL_Z) suspend();
      else onKey(key.toLowerCase());
    }
  };
  grab();
  keyboard.on("data", read);
  process.on("SIGCONT", grab);
  return () => {
    keyboard.off("data", read);
    process.off("SIGCONT", grab);
    keyboard.setRawMode?.(false);
    keyboard.pause();
  };
}
