/** A loopback address in a line of output, up to the first character that no address has there. */
const LOOPBACK_URL =
  /\bhttps?:\/\/(?:(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\])(?::\d{1,5})?(?!\.?[\w:@-])(?:\/[^\s"'`<>()[\]{}|\\,;]*)?/gi;

/** A port in a line that says of a server that it listens there, without an address. */
const LISTENING_PORT =
  /\b(?:listen(?:ing|s)?|running|started|serving|ready|up)\b.*?(?:\bport\b\W{0,3}|:)(\d{2,5})(?![\w:-]|\.\w)/i;

/** Such as Express's first steps print it: `Example app listening on port 3000`. */
function listeningPort(line: string): URL[] {
  // A line with another address speaks of that.
  const port = line.includes("://") ? undefined : LISTENING_PORT.exec(line)?.[1];
  const url = `http://localhost:${port}`;
  return port !== undefined && URL.canParse(url) ? [new URL(url)] : [];
}

/**
 * The loopback addresses in a line that a server has printed, such as Vite's
 * `➜  Local:   http://localhost:5173/` or uvicorn's `Uvicorn running on http://127.0.0.1:8000 (Press …)`;
 * where there is none, the port that it says it listens on.
 *
 * @param line one line, without colours
 * @returns each address; one that means every address of the machine becomes the loopback one
 */
export function printedUrls(line: string): URL[] {
  const urls = (line.match(LOOPBACK_URL) ?? []).flatMap((text) => {
    const written = text.replace(/[.:!?*]+$/, "");
    if (!URL.canParse(written)) return [];
    const url = new URL(written);
    if (url.hostname === "0.0.0.0") url.hostname = "127.0.0.1";
    if (url.hostname === "[::]") url.hostname = "[::1]";
    return [url];
  });
  return urls.length > 0 ? urls : listeningPort(line);
}
