import { html, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { growingText } from "../../markdown/growing-text.ts";
import { markdown } from "../../markdown/markdown.ts";
import type { ShownNode } from "../grammar/read-widget.ts";
import { fieldIdOf, type View } from "../scene.ts";
import { colorOf } from "../values/colors.ts";
import { lengthOf, type Styles } from "../values/lengths.ts";
import { styles } from "../values/styles.ts";
import { editableText } from "./fields.ts";

type Look = Pick<
  ShownNode<"Text">["props"],
  "color" | "weight" | "textAlign" | "truncate" | "maxLines"
>;

const WEIGHTS = { normal: "400", medium: "500", semibold: "600", bold: "700" } as const;

/** @returns the CSS of what all kinds of text can have */
function lookOf(props: Look): Styles {
  const { color, weight, textAlign, maxLines } = props;
  return {
    color: colorOf(color, "text"),
    "font-weight": weight && WEIGHTS[weight],
    "text-align": textAlign,
    "-webkit-line-clamp": maxLines === undefined ? undefined : String(maxLines),
  };
}

/** Names the ways to cut a text for the style sheet. */
function cutOf({ truncate, maxLines }: Look): string | undefined {
  return maxLines === undefined ? (truncate ? "line" : undefined) : "lines";
}

/** Draws a `Text`, or the field that it is where it can be edited. */
export function text({ props }: ShownNode<"Text">, view: View): TemplateResult {
  const { size = "md", streaming, italic, lineThrough, width, minLines, editable } = props;
  const look = {
    ...lookOf(props),
    width: lengthOf(width),
    "min-height": minLines === undefined ? undefined : `${minLines}lh`,
    "font-style": italic ? "italic" : undefined,
    "text-decoration-line": lineThrough ? "line-through" : undefined,
  };
  if (editable) return editableText({ ...props, editable }, look, view);
  return html`<p
    class="ckw-text"
    data-size=${size}
    data-cut=${ifDefined(cutOf(props))}
    aria-busy=${ifDefined(streaming ? "true" : undefined)}
    ${styles(look)}
  >${growingText(props.value)}</p>`;
}

/** Draws a `Title`. */
export function title({ props }: ShownNode<"Title">): TemplateResult {
  return html`<div
    class="ckw-title"
    role="heading"
    aria-level="3"
    data-size=${props.size ?? "md"}
    data-cut=${ifDefined(cutOf(props))}
    ${styles(lookOf(props))}
  >${props.value}</div>`;
}

/** Draws a `Caption`. */
export function caption({ props }: ShownNode<"Caption">): TemplateResult {
  return html`<p
    class="ckw-caption"
    data-size=${props.size ?? "md"}
    data-cut=${ifDefined(cutOf(props))}
    ${styles(lookOf(props))}
  >${props.value}</p>`;
}

/** Draws a `Markdown` component. */
export function markdownText({ props }: ShownNode<"Markdown">, { scene }: View): TemplateResult {
  const { value, streaming } = props;
  const { allowedImageDomains, onLink } = scene;
  return html`<div class="ckw-markdown" aria-busy=${ifDefined(streaming ? "true" : undefined)}>
    ${markdown(value, { streaming, allowedImageDomains, onLink })}
  </div>`;
}

/** Draws a `Label` of the field that it names. */
export function label({ props }: ShownNode<"Label">, view: View): TemplateResult {
  const { value, fieldName, size = "sm" } = props;
  const id = fieldIdOf(view, fieldName);
  return html`<label
    class="ckw-label"
    id=${`${id}-label`}
    for=${id}
    data-size=${size}
    ${styles(lookOf(props))}
  >${value}</label>`;
}
