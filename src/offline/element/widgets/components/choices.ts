import { html, nothing, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import type { ActionConfig } from "../../../../../templates/+self-hosted+node/server/chatkit/widgets/components.ts";
import { tooltip } from "../../primitives/tooltip.ts";
import { fieldValue } from "../form/fields.ts";
import type { ShownNode } from "../grammar/read-widget.ts";
import type { Obstacle, View } from "../scene.ts";
import { type FieldParts, fieldParts } from "./fields.ts";

/** What an input with an `onChangeAction` needs to know. */
export interface Choosing {
  readonly parts: FieldParts;
  readonly isBusy: boolean;
  readonly obstacle: Obstacle | null;
  /** For when somebody has chosen something. */
  readonly chosen: (form: HTMLFormElement | null, value: unknown) => void;
}

/** Prepares an input that may tell of every change. */
export function choosing(
  props: {
    readonly name: string;
    readonly onChangeAction?: ActionConfig;
    readonly placeholder?: string;
  },
  path: string,
  view: View,
): Choosing {
  const { scene } = view;
  const { name, onChangeAction: action } = props;
  const parts = fieldParts(props, view);
  return {
    parts,
    isBusy: scene.isBusy(path),
    obstacle: action ? scene.obstacleOf(action) : null,
    chosen: (form, value) => {
      parts.onInput();
      const own = form || value === null ? [] : [[name, value] as const];
      if (action) scene.run({ action, path, auto: "none", form, own });
    },
  };
}

/** A box cannot be read-only: what must not change is changed back before anything hears of it. */
function keep(event: Event): void {
  event.preventDefault();
}

/** Draws a `Checkbox`. */
export function checkbox({ props, path }: ShownNode<"Checkbox">, view: View): TemplateResult {
  const { name, label = "", defaultChecked = false } = props;
  const { parts, isBusy, obstacle, chosen } = choosing(props, path, view);
  const isHeld = isBusy || obstacle !== null;
  const onChange = ({ currentTarget }: Event) => {
    const box = currentTarget as HTMLInputElement;
    chosen(box.form, fieldValue(box));
  };
  return html`<div class="ckw-field">
    <label class="ckw-choice" ${tooltip(obstacle?.text ?? "")}>
      <input
        type="checkbox"
        id=${parts.id}
        name=${name}
        .defaultChecked=${defaultChecked}
        ?required=${props.required}
        ?disabled=${props.disabled}
        aria-label=${ifDefined(label === "" ? parts.ariaLabel : undefined)}
        aria-disabled=${ifDefined(isHeld ? "true" : undefined)}
        aria-busy=${ifDefined(isBusy ? "true" : undefined)}
        aria-invalid=${ifDefined(parts.mistakeId && "true")}
        aria-describedby=${ifDefined(parts.mistakeId ?? obstacle?.id)}
        @click=${isHeld ? keep : nothing}
        @change=${onChange}
      />
      ${label === "" ? nothing : html`<span>${label}</span>`}
    </label>
    ${parts.mistake}
  </div>`;
}

/** Draws a `RadioGroup`. */
export function radioGroup({ props, path }: ShownNode<"RadioGroup">, view: View): TemplateResult {
  const { name, options = [], direction = "col", defaultValue } = props;
  const { parts, isBusy, obstacle, chosen } = choosing(props, path, view);
  const isHeld = isBusy || obstacle !== null;
  const onChange = ({ currentTarget }: Event) => {
    const radio = currentTarget as HTMLInputElement;
    chosen(radio.form, radio.value);
  };
  const isLabelled = view.scene.hasLabel(parts.id) && props.ariaLabel === undefined;
  return html`<div class="ckw-field">
    <div
      class="ckw-radios"
      role="radiogroup"
      id=${parts.id}
      data-flow=${direction}
      aria-label=${ifDefined(isLabelled ? undefined : (props.ariaLabel ?? name))}
      aria-labelledby=${ifDefined(isLabelled ? `${parts.id}-label` : undefined)}
      aria-required=${ifDefined(props.required ? "true" : undefined)}
      aria-invalid=${ifDefined(parts.mistakeId && "true")}
      aria-describedby=${ifDefined(parts.mistakeId ?? obstacle?.id)}
      ${tooltip(obstacle?.text ?? "")}
    >
      ${options.map(
        (option, index) => html`<label class="ckw-choice">
          <input
            type="radio"
            id=${`${parts.id}-${index}`}
            data-group=${parts.id}
            name=${parts.id}
            data-name=${name}
            value=${option.value}
            .defaultChecked=${option.value === defaultValue}
            ?required=${props.required}
            ?disabled=${props.disabled || option.disabled}
            aria-disabled=${ifDefined(isHeld ? "true" : undefined)}
            @click=${isHeld ? keep : nothing}
            @change=${onChange}
          />
          <span>${option.label}</span>
        </label>`,
      )}
    </div>
    ${parts.mistake}
  </div>`;
}
