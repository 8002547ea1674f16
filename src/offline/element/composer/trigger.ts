import { TAG_MARK } from "./content.ts";

/** What a person has begun to type for suggestions. */
export interface Trigger {
  readonly kind: "mention" | "command";
  /** Where its "@" or "/" stands. */
  readonly start: number;
  /** What is typed after it. */
  readonly query: string;
}

/** Which suggestions the options allow. */
export interface TriggerKinds {
  readonly mentions: boolean;
  readonly commands: boolean;
}

/** Longer words are hardly the name of something. */
const LONGEST_QUERY = 80;

// Full-width characters are what a Japanese or Chinese keyboard types.
const MENTION = /(?:^|[\s([{"'«“‘])[@＠]([^\s@＠]*)$/u;
const COMMAND = /(?:^|\s)[/／]([^\s/／]*)$/u;

/**
 * Finds the "@" or "/" that the caret stands behind.
 *
 * An "@" counts at the beginning of a word only, so that an address of an e-mail is none; a "/" at
 * the beginning of the message or after a space, so that neither a path nor "and/or" is one.
 *
 * @param before the text before the caret, in which each tag is `TAG_MARK`
 * @returns null where nothing is to be suggested
 */
export function findTrigger(before: string, kinds: TriggerKinds): Trigger | null {
  const text = before.replaceAll(TAG_MARK, " ");
  const find = (kind: Trigger["kind"], pattern: RegExp): Trigger | null => {
    const query = pattern.exec(text)?.[1];
    if (query === undefined || query.length > LONGEST_QUERY) return null;
    return { kind, start: text.length - query.length - 1, query };
  };
  return (
    (kinds.mentions ? find("mention", MENTION) : null) ??
    (kinds.commands ? find("command", COMMAND) : null)
  );
}
