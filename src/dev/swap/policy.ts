/** What the stand-in needs of the policy of a page (`Content-Security-Policy`). */
export interface PolicyNeeds {
  /** Where the stand-in is served, such as `http://localhost:4310`. */
  readonly origin: string;
  /** Put on the tag that loads the stand-in, for policies that go by nonces or hashes. */
  readonly nonce: string;
}

/** A directive's sources that say of inline code that it is known, after which others are refused. */
const KNOWN_CODE = /^'(?:nonce-|sha(?:256|384|512)-|strict-dynamic')/i;

/**
 * The policy of a library in the stand-in: what it does is the stand-in's, as inside of OpenAI's frame
 * it is none of the page's.
 */
const TRUSTED_TYPES = ["lit-html", "'allow-duplicates'"];

interface Directive {
  readonly name: string;
  readonly sources: readonly string[];
}

function withSources({ name, sources }: Directive, added: readonly string[]): Directive {
  const kept = sources.filter((source) => source.toLowerCase() !== "'none'");
  const known = new Set(kept.map((source) => source.toLowerCase()));
  return { name, sources: [...kept, ...added.filter((one) => !known.has(one.toLowerCase()))] };
}

/** Whether a policy lets scripts in by nonces or hashes, so that an address alone is not enough. */
export function goesByCode(value: string): boolean {
  return value.split(/[\s;,]+/).some((word) => KNOWN_CODE.test(word));
}

/** Sources of a script: its place, and a nonce where places alone do not count. */
function scriptSources({ sources }: Directive, { origin, nonce }: PolicyNeeds): string[] {
  // Where inline code is let in whole, a nonce would shut it out.
  return sources.some((source) => KNOWN_CODE.test(source))
    ? [origin, `'nonce-${nonce}'`]
    : [origin];
}

function extendOne(policy: string, needs: PolicyNeeds): string {
  const directives: Directive[] = [];
  for (const text of policy.split(";")) {
    const [name = "", ...sources] = text.trim().split(/\s+/);
    // Of two of a name, the first counts.
    const isNew = name !== "" && !directives.some((one) => one.name === name.toLowerCase());
    if (isNew) directives.push({ name: name.toLowerCase(), sources });
  }
  const find = (name: string) => directives.find((one) => one.name === name);
  const usual = find("default-src");
  const extended = new Map(directives.map((directive) => [directive.name, directive]));
  const extend = (name: string, added: (directive: Directive) => readonly string[]) => {
    const present = find(name) ?? (usual && { name, sources: usual.sources });
    if (present) extended.set(name, withSources(present, added(present)));
  };
  extend("script-src", (directive) => scriptSources(directive, needs));
  if (find("script-src-elem")) extend("script-src-elem", (one) => scriptSources(one, needs));
  extend("connect-src", () => [needs.origin]);
  // What a person sends, and what an answer or a theme shows, may be from anywhere.
  extend("img-src", () => [needs.origin, "data:", "blob:", "https:"]);
  extend("font-src", () => [needs.origin, "data:", "https:"]);
  const types = find("trusted-types");
  if (types && !types.sources.includes("*")) {
    extended.set("trusted-types", withSources(types, TRUSTED_TYPES));
  }
  return [...extended.values()].map(({ name, sources }) => [name, ...sources].join(" ")).join("; ");
}

/**
 * Lets the stand-in work under the policy of a page: everything that the policy allows or forbids
 * stays, and what the stand-in needs is added.
 *
 * @param value of the header, which may hold several policies, or of a `meta` element
 * @param needs of the stand-in
 */
export function extendPolicy(value: string, needs: PolicyNeeds): string {
  return value
    .split(",")
    .map((policy) => (policy.trim() === "" ? policy : extendOne(policy, needs)))
    .join(", ");
}
