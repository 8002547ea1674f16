/** One thing that is wrong with a widget. */
export interface WidgetIssue {
  /** Where, such as `children[2].size`; empty for the widget itself. */
  readonly path: string;
  readonly message: string;
}

/** A widget that ChatKit would not show, or not as it was meant. */
export class WidgetError extends Error {
  override readonly name = "WidgetError";

  /** @param template the name of the template that it comes from */
  constructor(
    readonly issues: readonly WidgetIssue[],
    template = "",
    options?: ErrorOptions,
  ) {
    super(
      issues
        .map(({ path, message }) => [template, path, message].filter(Boolean).join(": "))
        .join("\n"),
      options,
    );
  }
}

/** Writes a path as JavaScript would, such as `children[2].size`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => {
      if (typeof key === "number") {
        return `[${key}]`;
      }
      const name = String(key);
      if (!/^[\w$]+$/.test(name)) {
        return `[${JSON.stringify(name)}]`;
      }
      return index === 0 ? name : `.${name}`;
    })
    .join("");
}
