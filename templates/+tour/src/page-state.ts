import type { ColorScheme, ThemeOption } from "@openai/chatkit";
import { createStore } from "./chat/store";
import { theme } from "./theme";

/** Something that the assistant was asked to remember. */
export interface Fact {
  readonly id: string;
  readonly text: string;
}

/** What the assistant can change on this page. It is gone after a reload; the chat is not. */
export interface PageState {
  readonly colorScheme: ColorScheme;
  readonly facts: readonly Fact[];
  /** The ids of the facts to look at. */
  readonly highlighted: readonly string[];
  /** A short message that goes away by itself. */
  readonly toast: string | null;
}

const TOAST_MS = 5_000;

export const pageState = createStore<PageState>({
  colorScheme: theme.colorScheme ?? "light",
  facts: [],
  highlighted: [],
  toast: null,
});

let toastTimer: ReturnType<typeof setTimeout> | undefined;

function update(change: Partial<PageState>) {
  pageState.set({ ...pageState.get(), ...change });
}

export function switchTheme(colorScheme: ColorScheme): void {
  update({ colorScheme });
}

/** Adds a fact, or replaces the one of the same id. */
export function recordFact(fact: Fact): void {
  const others = pageState.get().facts.filter(({ id }) => id !== fact.id);
  update({ facts: [...others, fact], highlighted: [fact.id] });
  showToast(`Noted: ${fact.text}`);
}

export function showToast(toast: string): void {
  clearTimeout(toastTimer);
  update({ toast });
  toastTimer = setTimeout(() => update({ toast: null }), TOAST_MS);
}

/** The theme of `theme.json` in another colour scheme. */
export function themeFor(colorScheme: ColorScheme): ThemeOption {
  if (colorScheme === (theme.colorScheme ?? "light")) return theme;
  // Surface colours are picked for one scheme and unreadable in the other.
  const { surface: _, ...color } = theme.color ?? {};
  return { ...theme, colorScheme, color };
}
