/** A loopback address in a line of output, up to the first character that no address has there. */
const LOOPBACK_URL =
  /\bhttps?:\/\/(?:(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\])(?::\d{1,5})?(?!\.?[\w:@-])(?:\/[^\s"'`<>()[\]{}|\\,;]*)?/gi;

/**
 * The loopback addresses in a line that a server has printed, such as Vite's
 * `➜  Local:   http://localhost:5173/` or uvicorn's `Uvicorn running on http://127.0.0.1:8000 (Press …)`.
 *
 * @param line one line, without colours
 * @returns each address; one that means every address of the machine becomes the loopback one
 */
export function printedUrls(line: string): URL[] {
  return (line.match(LOOPBACK_URL) ?? []).flatMap((text) => {
    const written = text.replace(/[.:!?*]+$/, "");
    if (!URL.canParse(written)) return [];
    const url = new URL(written);
    if (url.hostname === "0.0.0.0") url.hostname = "127.0.0.1";
    if (url.hostname === "[::]") url.hostname = "[::1]";
    return [url];
  });
}
