const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [contenteditable="true"], [tabindex]:not([tabindex="-1"])';

/**
 * What the Tab key can reach within an element.
 *
 * @param root the element
 * @returns in the order of the document
 */
export function focusable(root: ParentNode): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((element) =>
    element.checkVisibility({ visibilityProperty: true }),
  );
}

/** The element that has the focus, looked for in the shadow root that another element is in. */
export function focusedBeside(element: Element): HTMLElement | null {
  const root = element.getRootNode();
  const { activeElement } = root instanceof ShadowRoot ? root : document;
  return activeElement instanceof HTMLElement ? activeElement : null;
}

/** Which neighbour a key leads to, in a list that runs down or along. */
export interface Direction {
  readonly orientation: "vertical" | "horizontal" | "both";
}

/**
 * Moves the focus with the arrow keys, Home and End, as in menus, toolbars and radio groups.
 *
 * @param event the key
 * @param items what can have the focus, in order
 * @param direction which arrows count; left and right change places where text runs from right to left
 * @returns what has the focus now, or undefined when the key meant nothing
 */
export function moveFocus(
  event: KeyboardEvent,
  items: readonly HTMLElement[],
  { orientation }: Direction,
): HTMLElement | undefined {
  const step = stepOf(event, orientation);
  if (step === undefined || items.length === 0) return undefined;
  const [first] = items;
  const current = first ? items.indexOf(focusedBeside(first) ?? first) : -1;
  const index =
    step === "first"
      ? 0
      : step === "last"
        ? items.length - 1
        : (current + step + items.length) % items.length;
  event.preventDefault();
  const next = items[index];
  next?.focus();
  return next;
}

function stepOf(
  { key, currentTarget, target }: KeyboardEvent,
  orientation: Direction["orientation"],
): 1 | -1 | "first" | "last" | undefined {
  if (key === "Home") return "first";
  if (key === "End") return "last";
  if (orientation !== "horizontal" && key === "ArrowDown") return 1;
  if (orientation !== "horizontal" && key === "ArrowUp") return -1;
  if (orientation === "vertical" || (key !== "ArrowLeft" && key !== "ArrowRight")) return undefined;
  const element = currentTarget ?? target;
  const isReversed = element instanceof Element && getComputedStyle(element).direction === "rtl";
  return (key === "ArrowRight") === isReversed ? -1 : 1;
}
