/** Something that stands in a text, such as the number of a source. */
export interface Mark {
  /** The position in the text, in UTF-16 units as JavaScript counts. */
  readonly index: number;
  /** What is drawn there. */
  readonly view: unknown;
}

/**
 * Encloses the number of a mark in the text that the parser reads. It counts as punctuation there,
 * so that emphasis beside it keeps its meaning, and no text has it but by mistake.
 */
const SIGN = "\ufffc";
const SIGNED = /\ufffc(\d+)\ufffc/g;

/** What a mark must not be put inside of: links, code, addresses, references, escapes, emphasis. */
const WHOLE =
  /!?\[[^\]\n]*\]\([^)\n]*\)|`+[^`\n]*`+|https?:\/\/[^\s<>)]+|<[^>\s]+>|&#?\w+;|\\.|[*_~]+/g;
const FENCE = /^\s*(?:`{3,}|~{3,})/;
const RULE = /^[\s|:=*_-]+$/;
const PREFIX = /^\s*(?:(?:[>+*-]|#{1,6}|\d+[.)])\s+)+/;

function lineAround(text: string, index: number): { start: number; end: number; line: string } {
  const start = text.lastIndexOf("\n", index - 1) + 1;
  const found = text.indexOf("\n", index);
  const end = found === -1 ? text.length : found;
  return { start, end, line: text.slice(start, end) };
}

/** The nearest position where a mark does not change what the text means. */
function placeFor(text: string, wanted: number): number {
  let index = Math.max(0, Math.min(Math.trunc(wanted) || 0, text.length));
  while (index > 0 && /\s/.test(text[index - 1] ?? "")) index -= 1;
  const { start, line } = lineAround(text, index);
  if (start > 0 && (FENCE.test(line) || RULE.test(line))) return placeFor(text, start - 1);
  const column = index - start;
  const prefix = PREFIX.exec(line)?.[0].length ?? 0;
  if (column < prefix) return start + prefix;
  const rowEnd = /\|\s*$/.exec(line);
  if (rowEnd && /^\s*\|/.test(line) && column > rowEnd.index) return start + rowEnd.index;
  for (const match of line.matchAll(WHOLE)) {
    const end = match.index + match[0].length;
    if (column > match.index && column < end) return start + end;
  }
  const isInPair =
    /[\udc00-\udfff]/.test(text[index] ?? "") && /[\ud800-\udbff]/.test(text[index - 1] ?? "");
  return isInPair ? index + 1 : index;
}

/**
 * Writes the signs of marks into a text.
 *
 * @param text Markdown
 * @param marks in any order; a mark's number is its place in this list
 */
export function withSigns(text: string, marks: readonly Pick<Mark, "index">[]): string {
  // A sign that the text happens to have would be taken for a mark.
  let signed = text.replaceAll(SIGN, "\ufffd");
  const places = marks.map(({ index }, number) => ({ number, place: placeFor(signed, index) }));
  places.sort((one, other) => other.place - one.place || other.number - one.number);
  for (const { number, place } of places) {
    signed = `${signed.slice(0, place)}${SIGN}${number}${SIGN}${signed.slice(place)}`;
  }
  return signed;
}

/** A text without its signs, for what cannot hold a mark, such as code or an address. */
export function withoutSigns(text: string): string {
  return text.replace(SIGNED, "");
}

/** The numbers of the marks in a text, in their order. */
export function signsIn(text: string): number[] {
  return [...text.matchAll(SIGNED)].map(([, number]) => Number(number));
}

/** A text in pieces: strings, and the numbers of marks between them. */
export function splitAtSigns(text: string): (string | number)[] {
  if (!text.includes(SIGN)) return [text];
  return text
    .split(SIGNED)
    .map((piece, index) => (index % 2 === 1 ? Number(piece) : piece))
    .filter((piece) => piece !== "");
}
