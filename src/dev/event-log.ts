import type { DevEvent, Exchange, SeenSession } from "./events.ts";

/** Remembers what happened, within bounds, and tells it to whoever listens. */
export interface EventLog {
  /** Remembers an event and tells it. */
  tell(event: DevEvent): void;
  /** What is remembered, oldest first. */
  readonly exchanges: readonly Exchange[];
  readonly sessions: readonly SeenSession[];
  exchange(id: string): Exchange | undefined;
  /** @returns ends the subscription */
  subscribe(listener: (event: DevEvent) => void): () => void;
  /** Forgets all exchanges and tells `cleared`. */
  clear(): void;
}
