import type { ChatKitOptions, Entity } from "@openai/chatkit";
import type { UserMessageTag } from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import type { Suggestion, SuggestionSource } from "./suggestions.ts";

/** What mentions need of the composer. */
export interface MentionPorts {
  readonly options: () => ChatKitOptions | null;
  insert(entity: Entity): void;
  fail(error: unknown): void;
}

/** Suggests what the page finds for the word behind an "@". */
export function mentionSource({ options, insert, fail }: MentionPorts): SuggestionSource {
  return {
    nothing: "Nothing is found",
    search: (query) => ({ now: [], later: () => find(query) }),
    failed: fail,
  };

  async function find(query: string): Promise<readonly Suggestion[]> {
    const found: unknown = await options()?.entities?.onTagSearch?.(query);
    return entitiesOf(found).map((entity) => ({
      label: entity.title,
      description: null,
      icon: entity.icon ?? null,
      group: entity.group ?? null,
      pick: () => insert(entity),
    }));
  }
}

/**
 * The list of entities that a page's function gave back.
 *
 * @throws TypeError for anything else, with what it has to be
 */
export function entitiesOf(found: unknown): readonly Entity[] {
  if (!Array.isArray(found)) {
    throw new TypeError("entities.onTagSearch has to resolve to a list of entities");
  }
  return found.map((entity: unknown, index) => {
    if (isEntity(entity)) return entity;
    throw new TypeError(`entities.onTagSearch: [${index}] needs an id and a title, both text`);
  });
}

/** Whether a value has what every entity has. */
export function isEntity(value: unknown): value is Entity {
  if (typeof value !== "object" || value === null) return false;
  const { id, title }: { id?: unknown; title?: unknown } = value;
  return typeof id === "string" && typeof title === "string";
}

/** An entity as it is sent in a message. */
export function tagFor({ id, title, group, data, interactive }: Entity): UserMessageTag {
  return {
    type: "input_tag",
    id,
    text: title,
    data: data ?? {},
    ...(group === undefined ? {} : { group }),
    ...(interactive === undefined ? {} : { interactive }),
  };
}

/** A tag of a message as the page's callbacks get it. */
export function entityOf({ id, text, group, data, interactive }: UserMessageTag): Entity {
  const texts = Object.entries(data).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, typeof value === "string" ? value : JSON.stringify(value)]],
  );
  return {
    id,
    title: text,
    data: Object.fromEntries(texts),
    ...(group === undefined ? {} : { group }),
    ...(interactive === undefined ? {} : { interactive }),
  };
}
