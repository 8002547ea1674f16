import { pointAt, positionOf } from "./editor-dom.ts";

/** What is selected in the editor, as positions; both the same for a caret. */
export interface Selected {
  readonly start: number;
  readonly end: number;
}

/** A range as every browser has it. */
interface Ends {
  readonly startContainer: Node;
  readonly startOffset: number;
  readonly endContainer: Node;
  readonly endOffset: number;
}

/** The selection of the editor, or null while it is elsewhere. */
export function selectedIn(root: HTMLElement): Selected | null {
  const range = rangeFor(root);
  return range && selectedOf(root, range);
}

/** A range as positions in the editor, or null for one that is not in it. */
export function selectedOf(root: HTMLElement, range: Ends): Selected | null {
  if (!root.contains(range.startContainer) || !root.contains(range.endContainer)) return null;
  return {
    start: positionOf(root, { node: range.startContainer, offset: range.startOffset }),
    end: positionOf(root, { node: range.endContainer, offset: range.endOffset }),
  };
}

/** Selects between two positions, or puts the caret at the first. */
export function select(root: HTMLElement, start: number, end = start): void {
  const from = pointAt(root, start);
  const to = pointAt(root, end);
  document.getSelection()?.setBaseAndExtent(from.node, from.offset, to.node, to.offset);
}

/** Where the caret is on the screen, for what opens beside it. */
export function rectAt(root: HTMLElement, position: number): DOMRect {
  const range = document.createRange();
  const { node, offset } = pointAt(root, position);
  range.setStart(node, offset);
  range.setEnd(node, offset);
  // On an empty last line the line break has a place, and the caret before it has none.
  const next = node instanceof Text ? node.nextSibling : node.childNodes[offset];
  const isAtEnd = !(node instanceof Text) || offset === node.length;
  if (isAtEnd && next instanceof HTMLBRElement) return next.getBoundingClientRect();
  const rect = range.getBoundingClientRect();
  return rect.height > 0 ? rect : root.getBoundingClientRect();
}

/** Browsers differ in how they tell of a selection inside a shadow root. */
function rangeFor(root: HTMLElement): Ends | null {
  const selection = document.getSelection();
  if (!selection) return null;
  const shadow = root.getRootNode();
  if (!(shadow instanceof ShadowRoot)) return firstOf(selection);
  if ("getComposedRanges" in selection) {
    return selection.getComposedRanges({ shadowRoots: [shadow] })[0] ?? null;
  }
  const ownSelection: unknown = Reflect.get(shadow, "getSelection");
  if (typeof ownSelection !== "function") return firstOf(selection);
  const inner: Selection | null = ownSelection.call(shadow);
  return inner && firstOf(inner);
}

function firstOf(selection: Selection): Ends | null {
  return selection.rangeCount > 0 ? selection.getRangeAt(0) : null;
}
