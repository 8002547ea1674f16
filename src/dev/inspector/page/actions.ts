import type { Exchange } from "../../events.ts";
import type { Filter } from "./state.ts";
import type { Scheme } from "./theme.ts";

/** What a person can do on the page. */
export interface Actions {
  filter(filter: Partial<Filter>): void;
  clear(): void;
  mint(): void;
  replay(exchange: Exchange): void;
  copyCurl(exchange: Exchange): void;
  /** Writes the conversation of a thread as fixtures of `dev --offline`. */
  exportFixture(threadId: string): void;
  /** @param what its name, such as "thread id" */
  copy(text: string, what: string): void;
  /** Shows or hides the data of the row that begins with this event. */
  openEvent(index: number, isOpen: boolean): void;
  dismissNotices(): void;
  scheme(scheme: Scheme): void;
}
