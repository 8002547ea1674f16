import { pageState } from "./page-state";

/** What the server asks of the page in passing, without waiting for an answer. */
export interface Effect {
  readonly name: string;
  readonly data?: Record<string, unknown>;
}

/** Carries out an effect; one that this page does not know is left alone. */
export function handleEffect({ name, data }: Effect): void {
  if (name === "highlight_facts" && typeof data?.fact_id === "string") {
    const state = pageState.get();
    pageState.set({ ...state, highlighted: [...state.highlighted, data.fact_id] });
  }
}
