import type { Page } from "./types.ts";

const MAXIMUM_PAGE_SIZE = 100;

/** A page's size within reason, whatever a browser asks for. */
export function pageSize(limit: number): number {
  return Math.min(Math.max(Math.trunc(limit) || 1, 1), MAXIMUM_PAGE_SIZE);
}

/**
 * Makes a page of what was read.
 *
 * @param entries one entry more than the page holds, if there is one
 * @param size how many entries the page holds
 */
export function toPage<Entry extends { id: string }>(entries: Entry[], size: number): Page<Entry> {
  const data = entries.slice(0, size);
  const last = data.at(-1);
  return entries.length > size && last
    ? { data, has_more: true, after: last.id }
    : { data, has_more: false };
}
