import { html, nothing, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import type {
  CardAction,
  WidgetStatus,
} from "../../../../../templates/+self-hosted+node/server/chatkit/widgets/components.ts";
import { icon } from "../../icons/icon.ts";
import type { ShownNode } from "../grammar/read-widget.ts";
import type { View } from "../scene.ts";
import { borderOf, flowOf } from "../values/boxes.ts";
import { colorOf } from "../values/colors.ts";
import { insetsOf } from "../values/insets.ts";
import { type Styles, spacingOf } from "../values/lengths.ts";
import { styles } from "../values/styles.ts";
import { push } from "./button.ts";
import { submitted } from "./layout.ts";
import { markBroken } from "./pictures.ts";

/** Turns the colours of everything inside, whatever the chat's own scheme is. */
function schemeOf(theme: "light" | "dark" | undefined): string {
  return theme === undefined ? "" : ` ck-scheme-${theme}`;
}

function statusLine(status: WidgetStatus | undefined): TemplateResult | typeof nothing {
  if (status === undefined) return nothing;
  const {
    text,
    favicon,
    frame,
    icon: name,
  } = { favicon: undefined, frame: false, icon: undefined, ...status };
  return html`<div class="ckw-status">
    ${name === undefined ? nothing : icon(name)}
    ${
      favicon === undefined
        ? nothing
        : html`<span class="ckw-favicon" data-frame=${ifDefined(frame ? "" : undefined)}>
            <img alt="" src=${favicon} @load=${markBroken} @error=${markBroken} />
          </span>`
    }
    <span>${text}</span>
  </div>`;
}

/** Draws a `Card`, with its status, and with its buttons where it is a form. */
export function card({ props, children, path }: ShownNode<"Card">, view: View): TemplateResult {
  const { asForm, size = "md", status, collapsed, confirm, cancel } = props;
  const form = asForm
    ? ({ path: `${path}.confirm`, onSubmit: confirm?.action, auto: "container" } as const)
    : view.form;
  const inside: View = { ...view, form };
  const footer =
    confirm || cancel
      ? html`<div class="ckw-card-footer">
          ${cancel ? footerButton("cancel", cancel) : nothing}
          ${confirm ? footerButton("confirm", confirm) : nothing}
        </div>`
      : nothing;
  const content = html`<div class="ckw-card-body" data-flow="col">${view.draw(children, inside)}</div>
    ${footer}`;
  const look = styles(cardStyles(props));
  const classes = `ckw-card${schemeOf(props.theme)}`;

  return html`<section class="ckw-root" data-size=${size}>
    ${statusLine(status)}
    ${collapsed && !status ? html`<p class="ckw-caption" data-size="md">Collapsed</p>` : nothing}
    ${
      asForm && form
        ? html`<form
            class=${classes}
            novalidate
            ?hidden=${collapsed}
            @submit=${(event: SubmitEvent) => submitted(event, view, form)}
            ${look}
          >${content}</form>`
        : html`<div class=${classes} ?hidden=${collapsed} ${look}>${content}</div>`
    }
  </section>`;

  function footerButton(
    which: "confirm" | "cancel",
    { label, action }: CardAction,
  ): TemplateResult {
    const isConfirm = which === "confirm";
    return push(
      {
        label,
        action,
        path: `${path}.${which}`,
        auto: "container",
        submit: isConfirm && asForm === true,
        style: isConfirm ? "primary" : "secondary",
      },
      inside,
    );
  }
}

function cardStyles({ background, border, padding }: ShownNode<"Card">["props"]): Styles {
  return {
    "background-color": colorOf(background, "background"),
    ...borderOf(border),
    ...spacingOf("padding", padding),
    ...insetsOf(padding),
  };
}

/** Draws a `Basic` root. */
export function basic({ props, children }: ShownNode<"Basic">, view: View): TemplateResult {
  const { theme, direction = "col", padding } = props;
  return html`<div
    class=${`ckw-root ckw-basic ckw-box${schemeOf(theme)}`}
    data-flow=${direction}
    ${styles({ ...flowOf(props), ...spacingOf("padding", padding), ...insetsOf(padding) })}
  >${view.draw(children, view)}</div>`;
}

/** Draws a `ListView`, of which the rest is shown on demand. */
export function listView(node: ShownNode<"ListView">, view: View): TemplateResult {
  const { limit, status, theme } = node.props;
  return html`<section class="ckw-root" data-size="md">
    ${statusLine(status)}
    <chatkit-offline-list
      class=${`ckw-card ckw-list${schemeOf(theme)}`}
      .nodes=${node.children}
      .limit=${limit === "auto" ? AUTO_LIMIT : (limit ?? Number.POSITIVE_INFINITY)}
      .view=${view}
    ></chatkit-offline-list>
  </section>`;
}

/** How many items `limit: "auto"` shows; how the real one decides is not published. */
const AUTO_LIMIT = 5;
