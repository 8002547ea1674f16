type Component = Readonly<Record<string, unknown>>;

/**
 * Changes the component of a widget that has this id, in new objects from there to the root.
 *
 * @returns the same widget if it has no such component
 */
export function changeComponent<Widget extends object>(
  widget: Widget,
  id: string,
  change: (component: Component) => Component,
): Widget {
  return changeIn(widget, id, change) as Widget;
}

function changeIn(
  value: unknown,
  id: string,
  change: (component: Component) => Component,
): unknown {
  if (Array.isArray(value)) {
    const next = value.map((entry) => changeIn(entry, id, change));
    return next.some((entry, at) => entry !== value[at]) ? next : value;
  }
  if (typeof value !== "object" || value === null) return value;
  const component = value as Component;
  if (component.id === id) return change(component);
  // A list, or the one component of a Transition.
  const children = changeIn(component.children, id, change);
  return children === component.children ? component : { ...component, children };
}
