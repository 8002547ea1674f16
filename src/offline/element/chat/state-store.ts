import type { ChatState } from "./state.ts";

/** The one place where the state of a chat is kept. */
export interface StateStore {
  readonly state: ChatState;
  /** Puts these values into the state. */
  set(change: Partial<ChatState>): void;
  /** Makes a new state of the present one; the same one changes nothing. */
  update(change: (state: ChatState) => ChatState): void;
  /** @returns what ends the subscription */
  subscribe(onChange: () => void): () => void;
}

/** Keeps the state of one chat, and tells its parts of each change. */
export function createStateStore(initial: ChatState): StateStore {
  let state = initial;
  const subscribers = new Set<() => void>();
  const update: StateStore["update"] = (change) => {
    const next = change(state);
    if (next === state) return;
    state = next;
    for (const onChange of [...subscribers]) onChange();
  };
  return {
    get state() {
      return state;
    },
    set: (change) => update((present) => ({ ...present, ...change })),
    update,
    subscribe(onChange) {
      subscribers.add(onChange);
      return () => subscribers.delete(onChange);
    },
  };
}
