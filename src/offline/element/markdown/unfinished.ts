import { hasTooManySigns } from "./signs.ts";

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
/** What may become a list, a heading, a rule or a fence with the next character. */
const UNDECIDED = /^\s*(?:[-=]+|[*+_]{1,3}|#{1,6}|\d{1,9}[.)]?|>+|`{1,3}|~{1,3}|\|)\s*$/;
const TABLE_ROW = /^\s*\|.*\|?\s*$/;
const DELIMITERS = /^\s*\|?[\s:|-]+$/;

/** The fence that is open at the end of these lines. */
function openFence(lines: readonly string[]): string | null {
  let open: string | null = null;
  for (const line of lines) {
    const fence = FENCE.exec(line)?.[1];
    if (!fence) continue;
    if (open === null) open = fence;
    else if (fence[0] === open[0] && fence.length >= open.length && line.trim() === fence) {
      open = null;
    }
  }
  return open;
}

/** Closes code, emphasis and links that are open at the end of a paragraph. */
function closedInline(paragraph: string): string {
  const withoutCode = paragraph.replace(/(`+)[^`]+\1(?!`)/g, (code) => "x".repeat(code.length));
  const code = /(`+)([^`]*)$/.exec(withoutCode);
  if (code) {
    // A line of nothing but a backtick has nothing to show yet.
    return code[2]?.trim() ? paragraph + code[1] : paragraph.slice(0, code.index);
  }
  // A link without its address is its text so far; a picture shows nothing before it is whole.
  const link =
    /(!?)\[([^[\]]*)(\](?:\((?:[^()\s]|\([^()\s]*\))*(?:\([^()\s]*)?(?:\s[^()]*)?)?)?$/.exec(
      withoutCode,
    );
  if (link) {
    const before = paragraph.slice(0, link.index);
    const label = paragraph.slice(link.index + 1, link.index + 1 + (link[2] ?? "").length);
    return link[1] ? before : closedInline(before + label);
  }
  return closedEmphasis(paragraph, withoutCode);
}

function closedEmphasis(paragraph: string, withoutCode: string): string {
  const open: string[] = [];
  const plain = withoutCode.replace(/\\./g, "xx").replace(/\]\([^)]*\)/g, (address) => {
    return "x".repeat(address.length);
  });
  let end = paragraph.length;
  for (const match of plain.matchAll(/\*{1,3}|~~|(?<!\w)_{1,2}|_{1,2}(?!\w)/g)) {
    const [run] = match;
    const after = plain[match.index + run.length];
    const before = plain[match.index - 1];
    const innermost = open.at(-1);
    if (innermost === run && before !== undefined && !/\s/.test(before)) open.pop();
    else if (after === undefined) end = match.index;
    else if (!/\s/.test(after)) open.push(run);
  }
  const kept = paragraph.slice(0, end);
  return open.length > 0 ? kept.trimEnd() + open.reverse().join("") : kept;
}

/** Gives a table's first row the line that makes it a table. */
function closedTable(lines: string[]): string[] | null {
  const last = lines.at(-1) ?? "";
  const previous = lines.at(-2) ?? "";
  const columns = (row: string) =>
    row
      .trim()
      .replace(/^\||\|$/g, "")
      .split("|").length;
  const delimiters = (row: string) => `|${" - |".repeat(columns(row))}`;
  if (DELIMITERS.test(last) && last.includes("|") && previous.includes("|")) {
    if (TABLE_ROW.test(lines.at(-3) ?? "")) return null;
    return columns(last) < columns(previous) || !last.trimEnd().endsWith("|")
      ? [...lines.slice(0, -1), delimiters(previous)]
      : lines;
  }
  if (!TABLE_ROW.test(last) || TABLE_ROW.test(previous) || DELIMITERS.test(previous)) return null;
  const row = last.trimEnd().endsWith("|") ? last : `${last} |`;
  return [...lines.slice(0, -1), row, delimiters(row)];
}

/**
 * Finishes Markdown that is still being written, so that what is shown does not jump from one
 * meaning to another with the next characters: what is open is closed, what is undecided waits.
 *
 * @param text the text so far
 * @returns text whose end can be read as Markdown
 */
export function finished(text: string): string {
  const lines = text.split("\n");
  const last = lines.at(-1) ?? "";
  const before = lines.slice(0, -1);
  const fence = openFence(before);
  if (fence !== null) {
    // The first backticks of the fence that closes it are not code.
    const isClosing =
      openFence(lines) !== null && /^\s*[`~]+$/.test(last) && last.trim()[0] === fence[0];
    return isClosing ? before.join("\n") : text;
  }
  const isAfterRow = last === "" && TABLE_ROW.test(before.at(-1) ?? "");
  if (isAfterRow || UNDECIDED.test(last)) {
    // What ends with an empty line is final.
    return before.at(-1)?.trim() ? finished(before.join("\n")) : before.join("\n");
  }
  if (openFence(lines) !== null) return text;
  const table = closedTable(lines);
  if (table) return table.join("\n");
  const start = text.lastIndexOf("\n\n") + 1;
  const paragraph = text.slice(start);
  return hasTooManySigns(paragraph) ? text : text.slice(0, start) + closedInline(paragraph);
}
