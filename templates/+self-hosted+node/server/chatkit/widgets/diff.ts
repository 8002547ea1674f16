import { isDeepStrictEqual } from "node:util";
import type { WidgetUpdate } from "../types.ts";
import type { AnyComponent, WidgetRoot } from "./components.ts";

/**
 * What to tell a client that shows `before`, so that it shows `after`.
 *
 * A `Text` or `Markdown` with an `id` whose value only grew is sent as what was added; any other
 * change sends the whole widget again. Nothing is sent if nothing changed.
 */
export function diffWidget(before: WidgetRoot, after: WidgetRoot): WidgetUpdate[] {
  const deltas = new Map<string, WidgetUpdate>();
  return onlyGrew(before, after, deltas)
    ? [...deltas.values()]
    : [{ type: "widget.root.updated", widget: after }];
}

/** Whether what grew explains every difference; it is added to `deltas`. */
function onlyGrew(
  before: AnyComponent,
  after: AnyComponent,
  deltas: Map<string, WidgetUpdate>,
): boolean {
  const { children: oldChildren, value: oldValue, ...oldProps } = loose(before);
  const { children: newChildren, value: newValue, ...newProps } = loose(after);
  return (
    isDeepStrictEqual(oldProps, newProps) &&
    valueOnlyGrew(oldValue, newValue, after, deltas) &&
    childrenOnlyGrew(oldChildren, newChildren, deltas)
  );
}

function valueOnlyGrew(
  before: unknown,
  after: unknown,
  component: AnyComponent,
  deltas: Map<string, WidgetUpdate>,
): boolean {
  if (before === after) {
    return true;
  }
  if (component.type !== "Text" && component.type !== "Markdown") {
    return false;
  }
  const { id, value, streaming } = component;
  // The client finds the text by its id, so an id must be there, and once only.
  if (id === undefined || deltas.has(id)) {
    return false;
  }
  if (typeof before !== "string" || !value.startsWith(before)) {
    return false;
  }
  deltas.set(id, {
    type: "widget.streaming_text.value_delta",
    component_id: id,
    delta: value.slice(before.length),
    done: streaming !== true,
  });
  return true;
}

function childrenOnlyGrew(
  before: unknown,
  after: unknown,
  deltas: Map<string, WidgetUpdate>,
): boolean {
  if (Array.isArray(before) && Array.isArray(after)) {
    return (
      before.length === after.length &&
      before.every((child, index) => onlyGrew(child, after[index], deltas))
    );
  }
  // A transition has one child, or none.
  return isComponent(before) && isComponent(after)
    ? onlyGrew(before, after, deltas)
    : before === after;
}

function isComponent(value: unknown): value is AnyComponent {
  return typeof value === "object" && value !== null && "type" in value;
}

/** A component as an object of any props. */
function loose(component: AnyComponent): Record<string, unknown> {
  return { ...component };
}
