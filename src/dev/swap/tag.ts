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
const NOTHING = /[\s/]*=?/y;
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
  const attributes = new Map<string, TagAttribute>();
  let at = start + opened[0].length;
  while (at < text.length) {
    const close = matchAt(CLOSE, text, at);
    if (close) {
      const name = (opened[1] ?? "").toLowerCase();
      return { name, attributes: [...attributes.values()], start, end: at + close[0].length };
    }
    const found = matchAt(ATTRIBUTE, text, at);
    if (!found) {
      // A lone sign of equality, or white space at the end.
      at += Math.max(1, matchAt(NOTHING, text, at)?.[0].length ?? 0);
      continue;
    }
    const end = at + found[0].length;
    // A value whose closing quote has not come looks like an attribute without one.
    if (/^\s*=\s*["']?/.test(text.slice(end)) && isUnclosed(text, end)) return null;
    const [, name = "", , double, single, plain] = found;
    const key = name.toLowerCase();
    const value = double ?? single ?? plain ?? "";
    if (!attributes.has(key)) attributes.set(key, { name: key, value, start: at, end });
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
