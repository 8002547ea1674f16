import type { WidgetNode } from "../grammar/read-widget.ts";

/**
 * The id of a field's element.
 *
 * @param scope of the widget
 * @param formPath of the form around the field: another form may have a field of the same name
 */
export function fieldId(scope: string, formPath: string, name: string): string {
  return `${scope}-${formPath}-${name}`.replace(/\s/g, "_");
}

/** The path by which a component is the form of what is inside it; undefined if it is no form. */
function formPathOf(node: WidgetNode): string | undefined {
  if (node.type === "Form") return node.path;
  return node.type === "Card" && node.props.asForm ? `${node.path}.confirm` : undefined;
}

/** @returns the ids of the fields that have a `Label` in the widget */
export function labelledFields(root: WidgetNode, scope: string): ReadonlySet<string> {
  const found = new Set<string>();
  visit(root, "");
  return found;

  function visit(node: WidgetNode, formPath: string): void {
    if (node.type === null) return;
    if (node.type === "Label") found.add(fieldId(scope, formPath, node.props.fieldName));
    const inside = formPathOf(node) ?? formPath;
    for (const child of node.children) visit(child, inside);
  }
}
