/** The names that are common in the answers of models; every other character has a number. */
const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  ensp: "\u2002",
  emsp: "\u2003",
  thinsp: "\u2009",
  shy: "\u00ad",
  copy: "©",
  reg: "®",
  trade: "™",
  hellip: "…",
  ndash: "–",
  mdash: "—",
  lsquo: "‘",
  rsquo: "’",
  ldquo: "“",
  rdquo: "”",
  laquo: "«",
  raquo: "»",
  bull: "•",
  middot: "·",
  deg: "°",
  plusmn: "±",
  times: "×",
  divide: "÷",
  minus: "−",
  ne: "≠",
  le: "≤",
  ge: "≥",
  infin: "∞",
  frac12: "½",
  larr: "←",
  rarr: "→",
  uarr: "↑",
  darr: "↓",
  euro: "€",
  pound: "£",
  yen: "¥",
  cent: "¢",
  sect: "§",
  para: "¶",
  check: "✓",
  colon: ":",
  Tab: "\t",
  NewLine: "\n",
};

const REFERENCE = /&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z][a-z0-9]{1,31}));/gi;

function character(code: number): string {
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : "\ufffd";
}

/**
 * Writes the characters that `&amp;`, `&#38;` and `&#x26;` stand for. Names that are not known stay
 * as they are written.
 */
export function withoutCharacterReferences(text: string): string {
  return text.replace(
    REFERENCE,
    (written: string, hex?: string, decimal?: string, name?: string) => {
      if (hex) return character(Number.parseInt(hex, 16));
      if (decimal) return character(Number.parseInt(decimal, 10));
      return (name && Object.hasOwn(NAMED, name) && NAMED[name]) || written;
    },
  );
}
