/** Numbers that look random and are the same in every run. */
export type Random = () => number;

/** @param seed any whole number */
export function seeded(seed: number): Random {
  // mulberry32, by Tommy Ettinger: public domain
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A request as it travels. */
export interface Sent {
  readonly method: string;
  readonly contentType: string | undefined;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

type Tree = { [key: string]: unknown };

/** Makes a bad request of a good one: its values, its text, its bytes, or how it is sent. */
export function spoil(valid: object, random: Random): Sent {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const sent = { method: "POST", contentType: "application/json" };
  const tree = structuredClone(valid);
  const times = 1 + Math.floor(random() * 3);
  if (random() < 0.65) {
    for (let time = 0; time < times; time++) spoilTree(tree as Tree, pick);
    return { ...sent, body: JSON.stringify(tree) };
  }
  const text = JSON.stringify(tree);
  const at = Math.floor(random() * text.length);
  const before = text.slice(0, at);
  const after = text.slice(at);
  const quote = text.lastIndexOf('"', at);
  return pick<() => Sent>([
    () => ({ ...sent, body: before }),
    () => ({ ...sent, body: after }),
    () => ({ ...sent, body: `${before}${pick(SPLINTERS)}${after}` }),
    () => ({ ...sent, body: `${before}${after.slice(1 + Math.floor(random() * 8))}` }),
    () => ({ ...sent, body: text.slice(0, quote) + pick(ESCAPES) + text.slice(quote) }),
    // The same key twice: the last one counts.
    () => ({ ...sent, body: text.replace(/\{"(\w+)":/, `{"$1":${pick(SPLINTERS)},"$1":`) }),
    () => ({ ...sent, body: text.replace(/:"[^"]*"/, `:${pick(NUMBERS)}`) }),
    () => ({ ...sent, body: text.replace(/:(?:"[^"]*"|\[.*?\]|\{\})/, `:${pick(ABYSSES)}`) }),
    () => ({ ...sent, body: `\ufeff${text}` }),
    () => ({ ...sent, body: Uint8Array.from(Buffer.from(text, "utf16le")) }),
    () => ({ ...sent, body: spoilBytes(text, random, pick) }),
    () => ({ ...sent, body: "[".repeat(1 + Math.floor(random() * 50_000)) }),
    () => ({ ...sent, body: '{"type":'.repeat(1 + Math.floor(random() * 5_000)) }),
    () => ({ ...sent, body: text, contentType: pick(CONTENT_TYPES) }),
    () => ({ ...sent, body: text, method: pick(["PUT", "PATCH", "DELETE"]) }),
  ])();
}

function spoilTree(tree: Tree, pick: <T>(values: readonly T[]) => T): void {
  const places = [...placesIn(tree)];
  const place = pick(places);
  if (!place) return;
  const [holder, key] = place;
  const value = holder[key];
  pick([
    () => {
      holder[key] = pick(VALUES)();
    },
    () => {
      delete holder[key];
    },
    () => {
      holder[key] = [value, value];
    },
    () => {
      holder[key] = { [pick(KEYS)]: value };
    },
    () => {
      // As JSON has it: an own key, which an assignment would not make.
      Object.defineProperty(holder, pick(KEYS), {
        value: pick(VALUES)(),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    },
    () => {
      holder[key] = typeof value === "string" ? value + pick(TEXTS) : JSON.stringify(value);
    },
  ])();
}

function* placesIn(value: unknown): Generator<readonly [Tree, string]> {
  if (value === null || typeof value !== "object") return;
  for (const key of Object.keys(value)) {
    yield [value as Tree, key];
    yield* placesIn((value as Tree)[key]);
  }
}

function spoilBytes(
  text: string,
  random: Random,
  pick: <T>(values: readonly T[]) => T,
): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(Buffer.from(text));
  for (let time = 0; time < 1 + random() * 6; time++)
    bytes[Math.floor(random() * bytes.length)] = pick([0x00, 0x80, 0xc0, 0xed, 0xf5, 0xff]);
  return bytes;
}

const KEYS = ["__proto__", "constructor", "prototype", "toString", "then", "type", "", "id", "\0"];
const TEXTS = [
  "",
  "\0",
  "\ud800",
  "\udfff\ud800",
  "\u202e",
  "\r\n\r\ndata: {}\n\n",
  "'; DROP TABLE items; --",
  "../../../../etc/passwd",
  "%00%ff",
  "{{constructor.constructor('return process')()}}",
  "<script>alert(1)</script>",
  "\u0000".repeat(100),
  "𝕏".repeat(50),
  "a".repeat(20_000),
];
const NUMBERS = [
  "1e999",
  "-1e999",
  "-0",
  "0.1e-400",
  "9".repeat(400),
  "9007199254740993",
  "NaN",
  "Infinity",
  "0x10",
  "1_000",
  "+1",
  "01",
];
/** Deeper than anything that calls itself can go. */
const ABYSSES = [
  "[".repeat(20_000) + "]".repeat(20_000),
  `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`,
];
const SPLINTERS = [
  '"',
  "{",
  "}",
  "[",
  "]",
  ":",
  ",",
  "null",
  "\\",
  "\n",
  "/*",
  "//",
  "\u2028",
  "\0",
];
const ESCAPES = ["\\ud800", "\\udc00", "\\u0000", "\\u000", "\\x41", "\\", '\\"', "\\ud83d\\ude00"];
const CONTENT_TYPES = [
  undefined,
  "text/plain",
  "multipart/form-data; boundary=x",
  "application/x-www-form-urlencoded",
  "application/json; charset=utf-16",
  "application/json; charset=\u00ff",
];
const VALUES: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => 0,
  () => -1,
  () => 1.5,
  () => 1e308,
  () => Number.MAX_SAFE_INTEGER,
  () => [],
  () => ({}),
  () => [[[[[]]]]],
  () => nested(1_000, (inner) => [inner]),
  () => nested(1_000, (inner) => ({ a: inner })),
  () => Array.from({ length: 5_000 }, () => 0),
  () => Object.fromEntries(Array.from({ length: 2_000 }, (_, number) => [`key${number}`, number])),
  ...TEXTS.map((text) => () => text),
];

function nested(depth: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = wrap(value);
  return value;
}
