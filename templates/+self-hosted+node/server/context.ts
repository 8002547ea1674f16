import type { Owner } from "./chatkit/store.ts";

/** What every part of the chat knows about the request it works for. */
export interface RequestContext extends Owner {
  /** The public origin of this server, such as `https://example.com`. */
  readonly origin: string;
  /** The network that the request came from, by which limits count. */
  readonly network: string;
}
