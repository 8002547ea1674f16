import { html, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import type { Box } from "../../../../../templates/+self-hosted+node/server/chatkit/widgets/components.ts";
import type { ShownNode } from "../grammar/read-widget.ts";
import type { View } from "../scene.ts";
import { boxOf } from "../values/boxes.ts";
import { colorOf } from "../values/colors.ts";
import { insetsOf } from "../values/insets.ts";
import { lengthOf, type Styles, spaceOf } from "../values/lengths.ts";
import { styles } from "../values/styles.ts";

type Flow = "row" | "col";

function boxStyles(props: Omit<Box, "type">): Styles {
  return { ...boxOf(props), ...insetsOf(props.padding) };
}

function flowBox(props: Omit<Box, "type">, flow: Flow, content: unknown): TemplateResult {
  return html`<div class="ckw-box" data-flow=${flow} ${styles(boxStyles(props))}>${content}</div>`;
}

/** Draws a `Box`, in the direction that it names. */
export function box({ props, children }: ShownNode<"Box">, view: View): TemplateResult {
  return flowBox(props, props.direction ?? "col", view.draw(children, view));
}

/** Draws a `Row`. */
export function row({ props, children }: ShownNode<"Row">, view: View): TemplateResult {
  return flowBox(props, "row", view.draw(children, view));
}

/** Draws a `Col`. */
export function col({ props, children }: ShownNode<"Col">, view: View): TemplateResult {
  return flowBox(props, "col", view.draw(children, view));
}

/** Draws a `Form`, whose action gets the values of its fields. */
export function form({ props, children, path }: ShownNode<"Form">, view: View): TemplateResult {
  const { onSubmitAction, direction = "col" } = props;
  const around = { path, onSubmit: onSubmitAction, auto: "self" } as const;
  return html`<form
    class="ckw-box ckw-form"
    novalidate
    data-flow=${direction}
    aria-busy=${ifDefined(view.scene.isBusy(path) ? "true" : undefined)}
    @submit=${(event: SubmitEvent) => submitted(event, view, around)}
    ${styles(boxStyles(props))}
  >${view.draw(children, { ...view, form: around })}</form>`;
}

/** Sends a form off as its action says; one without an action leaves it to the button. */
export function submitted(
  event: SubmitEvent,
  { scene }: View,
  { path, onSubmit, auto }: NonNullable<View["form"]>,
): void {
  event.preventDefault();
  event.stopPropagation();
  const form = event.currentTarget as HTMLFormElement;
  if (onSubmit) scene.submit({ action: onSubmit, path, auto, form });
}

/** Draws a `Spacer`. */
export function spacer({ props }: ShownNode<"Spacer">): TemplateResult {
  return html`<div class="ckw-spacer" ${styles({ "flex-basis": lengthOf(props.minSize) })}></div>`;
}

/** Draws a `Divider`. */
export function divider({ props }: ShownNode<"Divider">): TemplateResult {
  const { color, size, spacing, flush } = props;
  return html`<hr
    class="ckw-divider"
    data-flush=${ifDefined(flush ? "" : undefined)}
    ${styles({
      "background-color": colorOf(color, "border"),
      "--ckw-line": lengthOf(size),
      "--ckw-spacing": spaceOf(spacing),
    })}
  />`;
}
