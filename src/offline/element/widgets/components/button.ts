import { html, nothing, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import type { ActionConfig } from "../../../../../templates/+self-hosted+node/server/chatkit/widgets/components.ts";
import { icon } from "../../icons/icon.ts";
import { spinner } from "../../primitives/spinner.ts";
import { tooltip } from "../../primitives/tooltip.ts";
import type { ShownNode } from "../grammar/read-widget.ts";
import type { AutoLoading, View } from "../scene.ts";

const ICON_SIZES = { sm: "1em", md: "1.15em", lg: "1.35em", xl: "1.6em", "2xl": "1.9em" } as const;

/** A button that may set off an action. */
export interface PushProps extends Omit<ShownNode<"Button">["props"], "type" | "onClickAction"> {
  readonly action: ActionConfig | undefined;
  readonly auto: AutoLoading;
  /** Of the component that the action is bound to. */
  readonly path: string;
}

/**
 * Draws a button. One whose action cannot be run now stays where it is and can be focused, so that
 * it can say why.
 */
export function push(props: PushProps, view: View): TemplateResult {
  const { scene, form } = view;
  const { style = props.submit ? "primary" : "secondary", path, auto, label = "" } = props;
  const { color = style, variant = style === "primary" ? "solid" : "outline", size = "md" } = props;
  const submits = props.submit === true && form !== null;
  const action = (submits ? form.onSubmit : undefined) ?? props.action;
  const isBusy = scene.isBusy(path) || (submits && scene.isBusy(form.path));
  const obstacle = action && !isBusy ? scene.obstacleOf(action) : null;
  const iconSize = ICON_SIZES[props.iconSize ?? "md"];
  const names = [props.iconStart, props.iconEnd];
  const [start, end] = names.map((name) => (name ? icon(name, { size: iconSize }) : nothing));

  const onClick = (event: MouseEvent) => {
    const around = (event.currentTarget as HTMLButtonElement).form;
    if (isBusy || obstacle) event.preventDefault();
    else if (submits && form.onSubmit === undefined && action && around) {
      event.preventDefault();
      scene.submit({ action, path, auto, form: around });
    } else if (!submits && action) scene.run({ action, path, auto, form: around });
  };

  return html`<button
    class="ckw-button"
    type=${submits ? "submit" : "button"}
    data-color=${color}
    data-variant=${variant}
    data-size=${size}
    data-pill=${ifDefined(props.pill ? "" : undefined)}
    data-uniform=${ifDefined(props.uniform ? "" : undefined)}
    data-block=${ifDefined(props.block ? "" : undefined)}
    ?disabled=${props.disabled}
    aria-label=${ifDefined(label === "" ? (names.find(Boolean) ?? action?.type) : undefined)}
    aria-disabled=${ifDefined(isBusy || obstacle ? "true" : undefined)}
    aria-busy=${ifDefined(isBusy ? "true" : undefined)}
    aria-describedby=${ifDefined(obstacle?.id)}
    @click=${onClick}
    ${tooltip(obstacle?.text ?? "")}
  >${isBusy ? spinner() : start}${label === "" ? nothing : html`<span>${label}</span>`}${end}</button>`;
}

/** Draws a `Button`, which runs its action or submits the form around it. */
export function button({ props, path }: ShownNode<"Button">, view: View): TemplateResult {
  return push({ ...props, action: props.onClickAction, path, auto: "self" }, view);
}
