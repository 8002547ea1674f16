import type { Readable } from "node:stream";
import { stripVTControlCharacters } from "node:util";

/** The longest line that is told whole; nobody reads further, and it may never end. */
const MAX_LINE = 8_192;

/**
 * Tells the lines of a program's output as they come, without colours and without empty ones; what
 * a program draws over itself (`\r`) is told as lines as well.
 *
 * @param stream what the program writes
 * @param onLine told each line; a longer one than 8,192 characters is cut
 */
export function tellLines(stream: Readable, onLine: (line: string) => void): void {
  let open = "";
  const tell = (coloured: string) => {
    // Programs that force their colours would bring them where ours are not wanted.
    const line = stripVTControlCharacters(coloured).trimEnd();
    if (line !== "") onLine(line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line);
  };
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    const lines = text.split(/[\r\n]+/);
    lines[0] = open + lines[0];
    // One character more shows that it was cut.
    open = (lines.pop() ?? "").slice(0, 2 * MAX_LINE);
    for (const line of lines) tell(line);
  });
  stream.on("end", () => tell(open));
}
