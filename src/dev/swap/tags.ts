import { hasAddress, isAhead, isOnItsHost } from "./address.ts";
import { extendPolicy, goesByCode, type PolicyNeeds } from "./policy.ts";
import { decodeValue, encodeValue, readTag, type Tag, type TagAttribute } from "./tag.ts";

/** What is changed of the tags of a page. */
export interface TagChanges extends PolicyNeeds {
  /** Whether an address, as the page has it, leads to the gateway, where files may be changed. */
  readonly isServedHere: (address: string) => boolean;
  /** Whether a policy of the page's headers goes by nonces or hashes. */
  readonly needsNonce: boolean;
}

/** Changes the tags of a page, piece by piece. */
export interface TagRewriter {
  /**
   * Where the end of a piece may be the beginning of a tag that has to be changed as a whole; the
   * text's length where it is not.
   */
  beginning(html: string): number;
  /** @param html in which every such tag is whole */
  rewrite(html: string): string;
}

const TAG = /<(?:script|link|meta)(?=[\s/>])/gi;
/** The end of a text that may go on to be one of these tags. */
const TAG_NAME = /<(?:s(?:c(?:r(?:i(?:pt?)?)?)?)?|l(?:i(?:nk?)?)?|m(?:e(?:ta?)?)?)?$/i;

/** The code of an inline script, to the tag that ends it; null where that has not come. */
function codeBehind(html: string, tag: Tag): string | null {
  const end = html.slice(tag.end).search(/<\/script/i);
  return end < 0 ? null : html.slice(tag.end, tag.end + end);
}

/** Whether a script stands in the page itself, where a policy knows it by its text. */
function isInline(tag: Tag): boolean {
  return tag.name === "script" && !find(tag, "src") && !find(tag, "nonce");
}

/**
 * Makes what changes the tags of a page:
 * - a script that may be another now loses its `integrity`, so does what loads it ahead;
 * - a link that would have the browser connect to the script's host ahead loses its address;
 * - where the page's policy goes by nonces or hashes, such a tag is given ours, and so is an inline
 *   script that names the address;
 * - a policy within the page is extended.
 */
export function createTagRewriter(changes: TagChanges): TagRewriter {
  let { needsNonce } = changes;
  return {
    beginning: (html) => {
      let knowsCode = needsNonce;
      let at = 0;
      for (const { index } of html.matchAll(TAG)) {
        if (index < at) continue;
        const tag = readTag(html, index);
        if (!tag) return index;
        at = tag.end;
        knowsCode ||= goesByCode(policyOf(tag)?.text ?? "");
        // Whether its text will be changed is known at its end.
        if (knowsCode && isInline(tag) && codeBehind(html, tag) === null) return index;
      }
      const last = html.lastIndexOf("<");
      return last >= 0 && TAG_NAME.test(html.slice(last)) ? last : html.length;
    },
    rewrite: (html) => {
      let rewritten = "";
      let at = 0;
      for (const { index } of html.matchAll(TAG)) {
        if (index < at) continue;
        const tag = readTag(html, index);
        // All that follows belongs to the one whose end is not there.
        if (!tag) break;
        const policy = policyOf(tag);
        // It holds for what follows.
        needsNonce ||= goesByCode(policy?.text ?? "");
        const isChangedCode =
          needsNonce && isInline(tag) && hasAddress(codeBehind(html, tag) ?? "");
        rewritten += html.slice(at, tag.start);
        if (policy) rewritten += withPolicy(html, tag, policy, changes);
        else if (isChangedCode)
          rewritten += withChanges(html, tag, { dropped: [], nonce: changes.nonce });
        else rewritten += withoutOriginal(html, tag, { ...changes, needsNonce });
        at = tag.end;
      }
      return rewritten + html.slice(at);
    },
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

/** Whether a link has the browser connect ahead to the host of ChatKit's script. */
function connectsAhead(tag: Tag, address: string): boolean {
  const relations = decodeValue(find(tag, "rel")?.value ?? "");
  return tag.name === "link" && isAhead(relations) && isOnItsHost(address);
}

/** The tag without what says how its file was before it was changed. */
function withoutOriginal(html: string, tag: Tag, changes: TagChanges): string {
  const address = decodeValue(
    find(tag, tag.name === "script" ? "src" : "href")?.value ?? "",
  ).trim();
  const href = connectsAhead(tag, address) ? find(tag, "href") : undefined;
  const isChatKit = hasAddress(address);
  const isChanged = address !== "" && (isChatKit || changes.isServedHere(address));
  const integrity = isChanged ? find(tag, "integrity") : undefined;
  const crossorigin = isChatKit ? find(tag, "crossorigin") : undefined;
  const isLoadedAnew = isChatKit || integrity !== undefined;
  const wantsNonce = changes.needsNonce && tag.name === "script" && !find(tag, "nonce");
  return withChanges(html, tag, {
    dropped: [href, integrity, crossorigin].filter((one) => one !== undefined),
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
