import { z } from "zod";
import { badRequest } from "./errors.ts";
import { parseParameters } from "./validation.ts";

const USUAL_LIMIT = 20;
const MOST = 100;
const USER_LENGTH = 512;

const place = {
  limit: z.int().min(0).max(MOST).default(USUAL_LIMIT),
  order: z.enum(["asc", "desc"]).default("desc"),
  after: z.string().optional(),
  before: z.string().optional(),
};
const itemQuery = z.strictObject(place);
const threadQuery = z.strictObject({
  ...place,
  user: z.string().min(1).max(USER_LENGTH).optional(),
});

/** Which part of a list is asked for (facts 1.3). */
export type ListQuery = z.output<typeof itemQuery>;

/** A part of a list as OpenAI sends it. */
export interface ListPage<Entry> {
  readonly object: "list";
  readonly data: readonly Entry[];
  readonly first_id: string | null;
  readonly last_id: string | null;
  readonly has_more: boolean;
}

/** @throws ApiError 400, naming the parameter that is at fault */
export function parseItemQuery(query: Record<string, string>): ListQuery {
  return parseParameters(itemQuery, withNumbers(query));
}

/** @throws ApiError 400, naming the parameter that is at fault */
export function parseThreadQuery(query: Record<string, string>): z.output<typeof threadQuery> {
  return parseParameters(threadQuery, withNumbers(query));
}

/**
 * Cuts a page out of a list.
 *
 * @param entries the whole list, oldest first
 * @throws ApiError 400, if an entry that the page lies before or after is not in the list
 */
export function pageOf<Entry extends { readonly id: string }>(
  entries: readonly Entry[],
  { limit, order, after, before }: ListQuery,
): ListPage<Entry> {
  const list = order === "asc" ? entries : entries.toReversed();
  const start = after === undefined ? 0 : indexOf(list, after, "after") + 1;
  const end = before === undefined ? list.length : indexOf(list, before, "before");
  // A page before an entry is the one that ends there; more of the list lies before it.
  const isBackwards = before !== undefined && after === undefined;
  const data = isBackwards
    ? list.slice(Math.max(end - limit, 0), end)
    : list.slice(start, Math.min(start + limit, Math.max(start, end)));
  return {
    object: "list",
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: data.length < Math.max(end - start, 0),
  };
}

function indexOf(list: readonly { readonly id: string }[], id: string, param: string): number {
  const index = list.findIndex((entry) => entry.id === id);
  if (index === -1) {
    const message = `Invalid '${param}': there is no '${id.slice(0, 100)}' in this list.`;
    throw badRequest(message, param, "invalid_value");
  }
  return index;
}

/** What stands in an address is text; what is no number stays text and is refused as such. */
function withNumbers({ limit, ...rest }: Record<string, string>): Record<string, unknown> {
  if (limit === undefined) return rest;
  return { ...rest, limit: /^-?\d+(?:\.\d+)?$/.test(limit) ? Number(limit) : limit };
}
