import { CHATKIT_SCRIPT } from "../offline/variables.ts";

/** How many backslashes stand before a slash at most: JSON in a string in a string. */
const MOST_BACKSLASHES = 4;

const BACKSLASHES = Array.from({ length: MOST_BACKSLASHES }, (_, index) => "\\".repeat(index + 1));

/** How a character may be written in HTML, in JavaScript and in JSON, besides as it is. */
const OTHER_FORMS: Readonly<Record<string, readonly string[]>> = {
  "/": [
    ...BACKSLASHES.map((slashes) => `${slashes}/`),
    ...BACKSLASHES.flatMap((slashes) => [`${slashes}u002f`, `${slashes}x2f`]),
    ...["&#x2f;", "&#47;", "&sol;"],
  ],
  ":": [
    ...BACKSLASHES.flatMap((slashes) => [`${slashes}u003a`, `${slashes}x3a`]),
    ...["&#x3a;", "&#58;", "&colon;"],
  ],
  ".": ["&#x2e;", "&#46;", "&period;"],
};

const { protocol: SCHEME, host, pathname } = new URL(CHATKIT_SCRIPT);

const formsOf = (character: string) => [character, ...(OTHER_FORMS[character] ?? [])];
const unitsOf = (text: string) => [...text].map(formsOf);

/** The path, before which the port may be said that goes without saying. */
const PATH = unitsOf(pathname).map((forms, at) =>
  at === 0 ? [...forms, ...forms.map((form) => `:443${form}`)] : forms,
);

/** The address, character by character; without its scheme it takes that of the page. */
const WITHOUT_SCHEME = [...unitsOf(`//${host}`), ...PATH];
const WITH_SCHEME = [...unitsOf(SCHEME), ...WITHOUT_SCHEME];

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
const either = (forms: readonly string[]) =>
  forms.length === 1 ? escaped(forms[0] ?? "") : `(?:${forms.map(escaped).join("|")})`;
const pattern = (units: readonly (readonly string[])[]) => units.map(either).join("");

const ADDRESS = new RegExp(
  `(?:${pattern(unitsOf(SCHEME))})?(?<slash>${either(formsOf("/"))})${pattern(WITHOUT_SCHEME.slice(1))}`,
  "gi",
);

/** The longest form of the whole address. */
const LONGEST = WITH_SCHEME.reduce(
  (sum, forms) => sum + Math.max(...forms.map(({ length }) => length)),
  0,
);

const LONGEST_FORM = Math.max(...WITH_SCHEME.flat().map(({ length }) => length));

/** Whether a text, from a place to its end, may go on to be one of these forms. */
function mayGoOn(text: string, start: number, units: readonly (readonly string[])[]): boolean {
  let at = start;
  for (const forms of units) {
    const rest = text.slice(at, at + LONGEST_FORM);
    if (rest === "") return true;
    const form = forms.find((one) => rest.startsWith(one));
    if (form === undefined) {
      const isWithin = at + rest.length === text.length;
      return isWithin && forms.some((one) => one.startsWith(rest));
    }
    at += form.length;
  }
  return false;
}

/**
 * Where the end of a text may be the beginning of the address, so that more has to come before it
 * can be passed on.
 *
 * @returns the text's length where it cannot be
 */
export function beginningOfAddress(text: string): number {
  const first = Math.max(0, text.length - LONGEST);
  const tail = text.slice(first).toLowerCase();
  for (let at = 0; at < tail.length; at++) {
    if (mayGoOn(tail, at, WITH_SCHEME) || mayGoOn(tail, at, WITHOUT_SCHEME)) return first + at;
  }
  return text.length;
}

/** Whether a text has the address in it, in any form. */
export function hasAddress(text: string): boolean {
  return text.search(ADDRESS) >= 0;
}

/** Whether an address, as a page has it, leads to the host that ChatKit's script comes from. */
export function isOnItsHost(address: string): boolean {
  // Read beside another host, since that of the script is what has to be said.
  const beside = "https://localhost/";
  return URL.canParse(address, beside) && new URL(address, beside).hostname === host;
}

/** Whether the relations of a link (`rel`) open a connection before anything is loaded. */
export function isAhead(relations: string): boolean {
  return /(?:^|[\s"])(?:preconnect|dns-prefetch)(?:[\s"]|$)/i.test(relations);
}

/**
 * Puts another address in the place of that of ChatKit's script, wherever it stands: in attributes,
 * in code and in JSON, with or without its scheme.
 *
 * @param text which has it whole where it has it
 * @param address such as `http://localhost:4310/__chatkit/offline/chatkit.js`; its slashes are
 * written in the way in which the replaced ones were
 */
export function swapAddress(text: string, address: string): string {
  return text.replace(ADDRESS, (found: string, slash: string) => {
    const isWhole = /^h/i.test(found);
    const meant = isWhole ? address : address.replace(/^https?:/, "");
    return meant.replaceAll("/", () => slash);
  });
}
