import { hasAddress } from "./address.ts";
import { extendPolicy, goesByCode, type PolicyNeeds } from "./policy.ts";
import { decodeValue, encodeValue, readTag, type Tag, type TagAttribute } from "./tag.ts";

/** What is changed of the tags of a page. */
export interface TagChanges extends PolicyNeeds {
  /** Whether an address, as the page has it, leads to the gateway, where files may be changed. */
  readonly isServedHere: (address: string) => boolean;
  /** Whether a policy of the page's headers goes by nonces or hashes. */
  readonly needsNonce: boolean;
}

/** Changes the tags of a page, piece by piece; in each piece every such tag is whole. */
export type TagRewriter = (html: string) => string;

const TAG = /<(?:script|link|meta)(?=[\s/>])/gi;
/** The end of a text that may go on to be one of these tags. */
const TAG_NAME = /<(?:s(?:c(?:r(?:i(?:pt?)?)?)?)?|l(?:i(?:nk?)?)?|m(?:e(?:ta?)?)?)?$/i;

/**
 * Where the end of a text may be the beginning of a tag that has to be changed as a whole.
 *
 * @returns the text's length where it is not
 */
export function beginningOfTag(text: string): number {
  const last = text.lastIndexOf("<");
  for (const { index } of text.matchAll(TAG)) {
    // Of those before, only one with the last `<` inside of an attribute can lack its end.
    if (readTag(text, index) === null) return index;
  }
  return last >= 0 && TAG_NAME.test(text.slice(last)) ? last : text.length;
}

/**
 * Makes what changes the tags of a page:
 * - a script that may be another now loses its `integrity`, so does what loads it ahead;
 * - where the page's policy goes by nonces or hashes, such a tag is given ours;
 * - a policy within the page is extended.
 */
export function createTagRewriter(changes: TagChanges): TagRewriter {
  let { needsNonce } = changes;
  return (html) => {
    let rewritten = "";
    let at = 0;
    for (const { index } of html.matchAll(TAG)) {
      const tag = index < at ? null : readTag(html, index);
      if (!tag) continue;
      const policy = policyOf(tag);
      // It holds for what follows.
      needsNonce ||= policy !== null && goesByCode(policy.text);
      rewritten += html.slice(at, tag.start);
      rewritten += policy
        ? withPolicy(html, tag, policy, changes)
        : withoutOriginal(html, tag, { ...changes, needsNonce });
      at = tag.end;
    }
    return rewritten + html.slice(at);
  };
}

function find({ attributes }: Tag, name: string): TagAttribute | undefined {
  return attributes.find((one) => one.name === name);
}

/** A policy within the page. */
interface Policy {
  readonly content: TagAttribute;
  readonly text: string;
}

function policyOf(tag: Tag): Policy | null {
  if (tag.name !== "meta") return null;
  const content = find(tag, "content");
  const names = decodeValue(find(tag, "http-equiv")?.value ?? "");
  const isPolicy = names.trim().toLowerCase() === "content-security-policy";
  return isPolicy && content ? { content, text: decodeValue(content.value) } : null;
}

function withPolicy(html: string, tag: Tag, { content, text }: Policy, needs: PolicyNeeds): string {
  const policy = encodeValue(extendPolicy(text, needs));
  const before = html.slice(tag.start, content.start);
  return `${before} content="${policy}"${html.slice(content.end, tag.end)}`;
}

/** The tag without what says how its file was before it was changed. */
function withoutOriginal(html: string, tag: Tag, changes: TagChanges): string {
  const address = decodeValue(
    find(tag, tag.name === "script" ? "src" : "href")?.value ?? "",
  ).trim();
  const isChatKit = hasAddress(address);
  const isChanged = address !== "" && (isChatKit || changes.isServedHere(address));
  const integrity = isChanged ? find(tag, "integrity") : undefined;
  const crossorigin = isChatKit ? find(tag, "crossorigin") : undefined;
  const isLoadedAnew = isChatKit || integrity !== undefined;
  const wantsNonce = changes.needsNonce && tag.name === "script" && !find(tag, "nonce");
  return withChanges(html, tag, {
    dropped: [integrity, crossorigin].filter((one) => one !== undefined),
    nonce: isLoadedAnew && wantsNonce ? changes.nonce : null,
  });
}

function withChanges(
  html: string,
  tag: Tag,
  { dropped, nonce }: { dropped: readonly TagAttribute[]; nonce: string | null },
): string {
  let text = "";
  let at = tag.start;
  for (const { start, end } of [...dropped].sort((one, other) => one.start - other.start)) {
    text += html.slice(at, start);
    at = end;
  }
  text += html.slice(at, tag.end);
  const name = tag.name.length + 1;
  return nonce === null ? text : `${text.slice(0, name)} nonce="${nonce}"${text.slice(name)}`;
}
