import { isDeepStrictEqual } from "node:util";
import type { WidgetUpdate } from "../types.ts";
import type { AnyComponent, WidgetRoot } from "./components.ts";

/**
 * What to tell a client that shows `before`, so that it shows `after`.
 *
 * A `Text` or `Markdown` with an `id` of its own whose value only grew is sent as what was added;
 * any other change sends the whole widget again. Nothing is sent if nothing changed.
 */
export function diffWidget(before: WidgetRoot, after: WidgetRoot): WidgetUpdate[] {
  const growth: Growth = { ids: [], deltas: [] };
  const isClear =
    onlyGrew(before, after, growth) &&
    // The client finds a text by its id, which must then be there once only.
    growth.deltas.every(
      ({ component_id }) => growth.ids.filter((id) => id === component_id).length === 1,
    );
  return isClear ? growth.deltas : [{ type: "widget.root.updated", widget: after }];
}

/** What was met on the way through two widgets. */
interface Growth {
  readonly ids: string[];
  readonly deltas: Extract<WidgetUpdate, { type: "widget.streaming_text.value_delta" }>[];
}

/** Whether growing texts explain every difference. */
function onlyGrew(before: AnyComponent, after: AnyComponent, growth: Growth): boolean {
  const { children: oldChildren, value: oldValue, ...oldProps } = loose(before);
  const { children: newChildren, value: newValue, ...newProps } = loose(after);
  if (after.id !== undefined) {
    growth.ids.push(after.id);
  }
  return (
    isDeepStrictEqual(oldProps, newProps) &&
    valueOnlyGrew(oldValue, newValue, after, growth) &&
    childrenOnlyGrew(oldChildren, newChildren, growth)
  );
}

function valueOnlyGrew(
  before: unknown,
  after: unknown,
  component: AnyComponent,
  growth: Growth,
): boolean {
  if (before === after) {
    return true;
  }
  if (component.type !== "Text" && component.type !== "Markdown") {
    return false;
  }
  const { id, value, streaming } = component;
  if (id === undefined || typeof before !== "string" || !value.startsWith(before)) {
    return false;
  }
  growth.deltas.push({
    type: "widget.streaming_text.value_delta",
    component_id: id,
    delta: value.slice(before.length),
    done: streaming !== true,
  });
  return true;
}

function childrenOnlyGrew(before: unknown, after: unknown, growth: Growth): boolean {
  if (Array.isArray(before) && Array.isArray(after)) {
    return (
      before.length === after.length &&
      before.every((child, index) => onlyGrew(child, after[index], growth))
    );
  }
  // A transition has one child, or none.
  return isComponent(before) && isComponent(after)
    ? onlyGrew(before, after, growth)
    : before === after;
}

function isComponent(value: unknown): value is AnyComponent {
  return typeof value === "object" && value !== null && "type" in value;
}

/** A component as an object of any props. */
function loose(component: AnyComponent): Record<string, unknown> {
  return { ...component };
}
