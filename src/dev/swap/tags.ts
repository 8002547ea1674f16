import { hasAddress } from "./address.ts";
import { extendPolicy, type PolicyNeeds } from "./policy.ts";
import { decodeValue, encodeValue, readTag, type Tag, type TagAttribute } from "./tag.ts";

/** What is changed of the tags of a page. */
export interface TagChanges extends PolicyNeeds {
  /** Whether an address, as the page has it, leads to the gateway, where files may be changed. */
  readonly isServedHere: (address: string) => boolean;
}

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
 * Changes the tags of a piece of a page:
 * - a script that may be another now loses its `integrity`, so does what loads it ahead;
 * - where the page's policy goes by nonces or hashes, such a tag is given ours;
 * - a policy within the page is extended.
 *
 * @param html in which every such tag is whole
 */
export function rewriteTags(html: string, changes: TagChanges): string {
  let rewritten = "";
  let at = 0;
  for (const { index } of html.matchAll(TAG)) {
    const tag = index < at ? null : readTag(html, index);
    if (!tag) continue;
    rewritten += html.slice(at, tag.start) + rewriteTag(html, tag, changes);
    at = tag.end;
  }
  return rewritten + html.slice(at);
}

function rewriteTag(html: string, tag: Tag, changes: TagChanges): string {
  const find = (name: string) => tag.attributes.find((one) => one.name === name);
  if (tag.name === "meta") return rewritePolicyTag(html, tag, find, changes);
  const address = decodeValue((find(tag.name === "script" ? "src" : "href")?.value ?? "").trim());
  const isChatKit = hasAddress(address);
  const isChanged = address !== "" && (isChatKit || changes.isServedHere(address));
  const integrity = find("integrity");
  const dropped = [
    ...(isChanged && integrity ? [integrity] : []),
    ...(isChatKit ? [find("crossorigin")].filter((one) => one !== undefined) : []),
  ];
  const needsNonce = isChatKit || (isChanged && integrity !== undefined);
  const nonce = needsNonce && tag.name === "script" && !find("nonce") ? changes.nonce : null;
  return withChanges(html, tag, { dropped, nonce });
}

function rewritePolicyTag(
  html: string,
  tag: Tag,
  find: (name: string) => TagAttribute | undefined,
  changes: TagChanges,
): string {
  const content = find("content");
  const isPolicy = /^\s*content-security-policy\s*$/i.test(
    decodeValue(find("http-equiv")?.value ?? ""),
  );
  if (!isPolicy || !content) return html.slice(tag.start, tag.end);
  const policy = encodeValue(extendPolicy(decodeValue(content.value), changes));
  const before = html.slice(tag.start, content.start);
  return `${before} content="${policy}"${html.slice(content.end, tag.end)}`;
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
