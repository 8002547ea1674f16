/** Gives the focus to the thread, since what a click was on goes away with what it does. */
export function keepFocus(from: EventTarget | null): void {
  if (!(from instanceof Element)) return;
  from.closest<HTMLElement>(".ck-scroller")?.focus({ preventScroll: true });
}
