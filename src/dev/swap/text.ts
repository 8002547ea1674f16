import { beginningOfAddress, swapAddress } from "./address.ts";
import { createTagRewriter, type TagChanges } from "./tags.ts";

/** Changes a text that comes piece by piece; what is given back, joined, is the changed text. */
export interface TextRewriter {
  push(text: string): string;
  /** The rest, after the last piece. */
  end(): string;
}

/** A tag that is longer than any has lost its end: it is passed on as it is. */
const LONGEST_TAG = 64 * 1024;

/**
 * Swaps the address of ChatKit's script in a text that comes piece by piece. Only what may be the
 * beginning of the address, or of a tag that may have to be changed, waits for the next piece.
 *
 * @param address of the stand-in's script
 * @param tags what to change of tags, where the text is HTML; null where it is code
 */
export function createTextRewriter(address: string, tags: TagChanges | null): TextRewriter {
  let held = "";
  const tagRewriter = tags && createTagRewriter(tags);
  const rewrite = (text: string) =>
    swapAddress(tagRewriter ? tagRewriter.rewrite(text) : text, address);
  return {
    push: (text) => {
      const all = held + text;
      const tag = tagRewriter?.beginning(all) ?? all.length;
      const isTag = all.length - tag <= LONGEST_TAG;
      const cut = Math.min(isTag ? tag : all.length, beginningOfAddress(all));
      held = all.slice(cut);
      return rewrite(all.slice(0, cut));
    },
    end: () => {
      const rest = held;
      held = "";
      return rewrite(rest);
    },
  };
}
