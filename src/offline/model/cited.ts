import type { Citation } from "./model.ts";

/** Where a text cites a page, in characters. */
export interface Cited {
  readonly url: string;
  readonly title: string;
  readonly start: number;
  readonly end: number;
}

/** Finds the places of citations in a text. */
export function cited(text: string, citations: readonly Citation[] = []): Cited[] {
  return citations.map(({ url, title, after = "" }) => {
    const found = text.indexOf(after);
    const start = Math.max(0, found);
    const end = after === "" || found < 0 ? text.length : found + after.length;
    return { url, title, start, end };
  });
}
