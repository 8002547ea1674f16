/** An attribute of a start tag, and where it stands in the text. */
export interface TagAttribute {
  /** In lower case. */
  readonly name: string;
  /** As it is written, without its quotes; empty where there is none. */
  readonly value: string;
  /** Of the white space before it. */
  readonly start: number;
  readonly end: number;
}

/** A start tag, read by the rules of HTML. */
export interface Tag {
  /** In lower case. */
  readonly name: string;
  /** Of those of one name, the first counts, and the others are left out. */
  readonly attributes: readonly TagAttribute[];
  readonly start: number;
  /** Behind its `>`. */
  readonly end: number;
}

const NAME = /<([a-z][^\s/>]*)/iy;
const ATTRIBUTE = /[\s/]*([^\s/>=][^\s/>=]*)(\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)))?/y;
const CLOSE = /[\s/]*>/y;

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/**
 * Reads the start tag at a place of a text.
 *
 * @param text which may end within the tag
 * @param start of its `<`
 * @returns null where its end has not come
 */
export function readTag(text: string, start: number): Tag | null {
  const opened = matchAt(NAME, text, start);
  if (!opened) return null;
  const attributes: TagAttribute[] = [];
  let at = start + opened[0].length;
  while (at < text.length) {
    const close = matchAt(CLOSE, text, at);
    if (close) {
      const name = (opened[1] ?? "").toLowerCase();
      return { name, attributes, start, end: at + close[0].length };
    }
    const found = matchAt(ATTRIBUTE, text, at);
    const end = found ? at + found[0].length : at;
    // Nothing can be read, such as a lone quote or white space at the end: one character is passed.
    if (!found || end === at) {
      at += 1;
      continue;
    }
    // A value whose closing quote has not come looks like an attribute without one.
    if (/^\s*=\s*["']?/.test(text.slice(end)) && isUnclosed(text, end)) return null;
    const [, name = "", , double, single, plain] = found;
    const isNew = !attributes.some((one) => one.name === name.toLowerCase());
    if (isNew) {
      const value = double ?? single ?? plain ?? "";
      attributes.push({ name: name.toLowerCase(), value, start: at, end });
    }
    at = end;
  }
  return null;
}

/** Whether a quoted value begins here whose end has not come. */
function isUnclosed(text: string, at: number): boolean {
  const quote = /^\s*=\s*(["'])/.exec(text.slice(at, at + 64));
  return quote !== null && !text.includes(quote[1] ?? "", at + quote[0].length);
}

/** The value of an attribute as it is meant, with the entities that are usual in attributes. */
export function decodeValue(value: string): string {
  return value.replace(
    /&(?:#x([0-9a-f]+)|#(\d+)|(amp|quot|apos|lt|gt|sol|colon|period));?/gi,
    (all, hex, decimal, name) => {
      if (name) return NAMED[String(name).toLowerCase()] ?? all;
      const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    },
  );
}

const NAMED: Readonly<Record<string, string>> = {
  ...{ amp: "&", quot: '"', apos: "'", lt: "<", gt: ">" },
  ...{ sol: "/", colon: ":", period: "." },
};

/** A value as it is written between double quotes. */
export function encodeValue(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
}
