import type { ChatKitEvents } from "@openai/chatkit";

/** What an event of the element carries; undefined for those that carry nothing. */
type DetailOf<Name extends keyof ChatKitEvents> =
  ChatKitEvents[Name] extends CustomEvent<infer Detail> ? Detail : never;

/** Tells the page of something (facts 2.3). */
export type Emit = <Name extends keyof ChatKitEvents>(
  name: Name,
  ...detail: DetailOf<Name> extends void ? [] : [DetailOf<Name>]
) => void;
