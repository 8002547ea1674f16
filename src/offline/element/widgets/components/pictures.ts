import { html, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { icon as drawIcon } from "../../icons/icon.ts";
import type { ShownNode } from "../grammar/read-widget.ts";
import { blockOf, flexOf } from "../values/boxes.ts";
import { colorOf } from "../values/colors.ts";
import { styles } from "../values/styles.ts";

/** For the events `load` and `error` of a picture: marks what is around it, for the style sheet. */
export function markBroken({ type, currentTarget }: Event): void {
  const around = (currentTarget as HTMLImageElement).parentElement;
  around?.toggleAttribute("data-broken", type === "error");
}

/** Draws an `Image`, or its text where it does not load. */
export function image({ props }: ShownNode<"Image">): TemplateResult {
  const { src, alt = "", fit, position, frame, flush, background, flex } = props;
  const hasSize = [props.height, props.size, props.aspectRatio].some((size) => size !== undefined);
  return html`<div
    class="ckw-image"
    data-frame=${ifDefined(frame ? "" : undefined)}
    data-flush=${ifDefined(flush ? "" : undefined)}
    data-sized=${ifDefined(hasSize ? "" : undefined)}
    ?data-broken=${src === ""}
    ${styles({
      ...blockOf(props),
      flex: flexOf(flex),
      "background-color": colorOf(background, "background"),
    })}
  >
    <img
      alt=${alt}
      src=${ifDefined(src || undefined)}
      @load=${markBroken}
      @error=${markBroken}
      ${styles({ "object-fit": fit, "object-position": position })}
    />
    <span class="ckw-broken">${drawIcon("lucide:image-off")}<span>${alt || "This image cannot be shown."}</span></span>
  </div>`;
}

const ICON_SIZES = {
  xs: "12px",
  sm: "16px",
  md: "20px",
  lg: "24px",
  xl: "32px",
  "2xl": "40px",
  "3xl": "48px",
} as const;

/** Draws an `Icon`. */
export function icon({ props }: ShownNode<"Icon">): TemplateResult {
  const { name, size = "md", color } = props;
  return html`<span class="ckw-icon" ${styles({ color: colorOf(color, "text") })}>
    ${drawIcon(name, { size: ICON_SIZES[size] })}
  </span>`;
}

/** Draws a `Badge`. */
export function badge({ props }: ShownNode<"Badge">): TemplateResult {
  const { label, color = "secondary", variant = "soft", size = "sm", pill } = props;
  return html`<span
    class="ckw-badge"
    data-color=${color}
    data-variant=${variant}
    data-size=${size}
    data-pill=${ifDefined(pill ? "" : undefined)}
  >${label}</span>`;
}
