import { badRequest, notFound } from "../../api/errors.ts";
import type { InputItem } from "./request.ts";

/** Enough for a day of work, and not for a memory that only grows. */
const MOST = 1000;
/** Characters of JSON, since pictures and files are part of what is said. */
const MOST_CHARACTERS = 64 * 1024 * 1024;

/** A response that can be asked for again, and what it answered. */
export interface StoredResponse {
  readonly response: object;
  /** Everything that was said up to it and by it. */
  readonly history: readonly InputItem[];
  /** What was given with the request. */
  readonly input: readonly InputItem[];
}

/** The responses of this run; the oldest are forgotten first. */
export class StoredResponses {
  readonly #stored = new Map<string, StoredResponse & { readonly size: number }>();
  #size = 0;

  keep(id: string, stored: StoredResponse): void {
    const size = JSON.stringify(stored.history).length;
    this.#stored.set(id, { ...stored, size });
    this.#size += size;
    for (const oldest of this.#stored.keys()) {
      if (this.#stored.size <= MOST && this.#size <= MOST_CHARACTERS) break;
      this.delete(oldest);
    }
  }

  /** @throws ApiError 404 */
  get(id: string): StoredResponse {
    const stored = this.#stored.get(id);
    if (!stored) throw notFound(`Response with id '${id}' not found.`);
    return stored;
  }

  /** @throws ApiError 404 */
  delete(id: string): void {
    this.get(id);
    this.#size -= this.#stored.get(id)?.size ?? 0;
    this.#stored.delete(id);
  }

  /**
   * What was said before a request.
   *
   * @param id of the response that it goes on from, if it does
   * @throws ApiError 400, if there is no such response
   */
  historyOf(id: string | null | undefined): readonly InputItem[] {
    if (id === null || id === undefined) return [];
    const stored = this.#stored.get(id);
    if (stored) return stored.history;
    throw badRequest(
      `Previous response with id '${id}' not found.`,
      "previous_response_id",
      "previous_response_not_found",
    );
  }
}
