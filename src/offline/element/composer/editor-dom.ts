import type { UserMessageTag } from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { type Content, parsed, tagOf, tidy } from "./content.ts";

/** Makes what stands for a tag in the editor. It carries the whole tag in `data-tag`. */
export type MakeChip = (tag: UserMessageTag) => HTMLElement;

/** A place between two nodes or two characters. */
export interface Point {
  readonly node: Node;
  readonly offset: number;
}

/** Writes content into the editor: texts, chips, and a line break that keeps the last line open. */
export function writeContent(root: HTMLElement, content: Content, makeChip: MakeChip): void {
  const nodes = content.map((part) =>
    part.type === "input_text" ? document.createTextNode(part.text) : makeChip(part),
  );
  const last = content.at(-1);
  // Without it a browser shows no caret on an empty last line or behind a tag.
  const needsEnd = last !== undefined && (last.type === "input_tag" || last.text.endsWith("\n"));
  root.replaceChildren(...nodes, ...(needsEnd ? [document.createElement("br")] : []));
}

/** Reads what stands in the editor, whatever the browser made of it. */
export function readContent(root: HTMLElement): Content {
  return read(root, lastLeaf(root));
}

/** Whether the editor holds only what `writeContent` writes. */
export function isPlain(root: HTMLElement): boolean {
  return [...root.childNodes].every(
    (node) =>
      node instanceof Text || isChip(node) || (isLineBreak(node) && node === root.lastChild),
  );
}

/** The position of a place in the editor. */
export function positionOf(root: HTMLElement, { node, offset }: Point): number {
  const range = document.createRange();
  range.setStart(root, 0);
  range.setEnd(node, offset);
  const before = read(range.cloneContents(), null);
  return before.reduce(
    (length, part) => length + (part.type === "input_text" ? part.text.length : 1),
    0,
  );
}

/** The place of a position in the editor. */
export function pointAt(root: HTMLElement, position: number): Point {
  let left = position;
  for (const [index, node] of [...root.childNodes].entries()) {
    if (node instanceof Text) {
      if (left <= node.length) return { node, offset: left };
      left -= node.length;
    } else {
      if (left === 0) return { node: root, offset: index };
      if (!isLineBreak(node)) left -= 1;
    }
  }
  const end = root.childNodes.length - (isLineBreak(root.lastChild) ? 1 : 0);
  return { node: root, offset: end };
}

/** The tag that a chip stands for. */
export function tagOfChip(chip: HTMLElement): UserMessageTag | null {
  return tagOf(parsed(chip.dataset.tag ?? ""));
}

function read(parent: Node, ignored: Node | null): Content {
  return tidy(
    [...parent.childNodes].flatMap((node, index): Content => {
      if (node === ignored && isLineBreak(node)) return [];
      if (node instanceof Text) return [{ type: "input_text", text: node.data }];
      if (isLineBreak(node)) return [{ type: "input_text", text: "\n" }];
      const tag = isChip(node) ? tagOfChip(node) : null;
      if (tag) return [tag];
      // A browser may put a line into a block of its own.
      const begin = index > 0 && node instanceof HTMLDivElement ? "\n" : "";
      return [{ type: "input_text", text: begin }, ...read(node, ignored)];
    }),
  );
}

function lastLeaf(node: Node): Node {
  return node.lastChild === null || isChip(node) ? node : lastLeaf(node.lastChild);
}

function isChip(node: Node): node is HTMLElement {
  return node instanceof HTMLElement && node.dataset.tag !== undefined;
}

function isLineBreak(node: Node | null): node is HTMLBRElement {
  return node instanceof HTMLBRElement;
}
