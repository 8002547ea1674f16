import { html, nothing, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { ref } from "lit/directives/ref.js";
import type {
  EditableProps,
  Input,
} from "../../../../../templates/+self-hosted+node/server/chatkit/widgets/components.ts";
import type { ShownNode } from "../grammar/read-widget.ts";
import { fieldIdOf, type View } from "../scene.ts";
import type { Styles } from "../values/lengths.ts";
import { styles } from "../values/styles.ts";

/** What every input tells assistive technology and the form around it. */
export interface FieldParts {
  readonly id: string;
  /** Its name where no label of the widget is its own. */
  readonly ariaLabel: string | undefined;
  readonly mistakeId: string | undefined;
  /** Stands below the field. */
  readonly mistake: TemplateResult | typeof nothing;
  /** For when its value was changed. */
  readonly onInput: () => void;
}

/** Prepares what inputs of all kinds have in common. */
export function fieldParts(
  { name, placeholder }: { readonly name: string; readonly placeholder?: string | undefined },
  view: View,
): FieldParts {
  const { scene } = view;
  const id = fieldIdOf(view, name);
  const message = scene.mistakeOf(id);
  return {
    id,
    ariaLabel: scene.hasLabel(id) ? undefined : placeholder || name,
    mistakeId: message === null ? undefined : `${id}-mistake`,
    mistake:
      message === null
        ? nothing
        : html`<p class="ckw-mistake" id=${`${id}-mistake`} role="alert">${message}</p>`,
    onInput: () => scene.forgive(id),
  };
}

type Typing = Pick<Input, "allowAutofillExtensions" | "autoFocus" | "autoSelect">;

/** Focus and selection as asked for, once: when the field appears. */
function appears({ autoFocus, autoSelect }: Typing, view: View) {
  return (element: Element | undefined) => {
    if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)) return;
    if (element.dataset.appeared !== undefined) return;
    element.dataset.appeared = "";
    // Chromium moves the focus to whatever is selected, so that this waits for the focus.
    if (autoSelect) element.addEventListener("focus", () => element.select(), { once: true });
    // Now it is being drawn, and not in the document yet.
    if (autoFocus && view.scene.mayTakeFocus) {
      queueMicrotask(() => element.focus({ preventScroll: true }));
    }
  };
}

/** Password managers are kept away from fields that are none of theirs. */
function isKeptFromExtensions({ allowAutofillExtensions }: Typing): "true" | undefined {
  return allowAutofillExtensions ? undefined : "true";
}

/** Draws an `Input`. */
export function input({ props }: ShownNode<"Input">, view: View): TemplateResult {
  const parts = fieldParts(props, view);
  const { inputType = "text", size = "md", variant = "outline" } = props;
  const kept = isKeptFromExtensions(props);
  return html`<div class="ckw-field">
    <input
      class="ckw-input"
      id=${parts.id}
      name=${props.name}
      type=${inputType}
      step=${ifDefined(inputType === "number" ? "any" : undefined)}
      data-variant=${variant}
      data-size=${size}
      data-gutter=${ifDefined(props.gutterSize)}
      data-pill=${ifDefined(props.pill ? "" : undefined)}
      data-1p-ignore=${ifDefined(kept)}
      data-bwignore=${ifDefined(kept)}
      data-lpignore=${ifDefined(kept)}
      autocomplete=${ifDefined(kept && "off")}
      pattern=${ifDefined(props.pattern)}
      placeholder=${ifDefined(props.placeholder)}
      aria-label=${ifDefined(parts.ariaLabel)}
      aria-invalid=${ifDefined(parts.mistakeId && "true")}
      aria-describedby=${ifDefined(parts.mistakeId)}
      .defaultValue=${props.defaultValue ?? ""}
      ?required=${props.required}
      ?disabled=${props.disabled}
      @input=${parts.onInput}
      @keydown=${submitOnEnter}
      ${ref(appears(props, view))}
    />
    ${parts.mistake}
  </div>`;
}

/** Also in a form of several inputs and no button, where browsers do nothing. */
function submitOnEnter(event: KeyboardEvent): void {
  const field = event.currentTarget as HTMLInputElement | HTMLTextAreaElement;
  if (event.key !== "Enter" || event.isComposing || event.shiftKey || !field.form) return;
  event.preventDefault();
  field.form.requestSubmit();
}

/** Draws a `Textarea`, which grows with its text where it should. */
export function textarea({ props }: ShownNode<"Textarea">, view: View): TemplateResult {
  const parts = fieldParts(props, view);
  const { size = "md", variant = "outline", rows = 3, autoResize, maxRows } = props;
  const kept = isKeptFromExtensions(props);
  return html`<div class="ckw-field">
    <textarea
      class="ckw-input ckw-textarea"
      id=${parts.id}
      name=${props.name}
      rows=${rows}
      data-variant=${variant}
      data-size=${size}
      data-gutter=${ifDefined(props.gutterSize)}
      data-grows=${ifDefined(autoResize ? "" : undefined)}
      data-pattern=${ifDefined(props.pattern)}
      data-1p-ignore=${ifDefined(kept)}
      data-bwignore=${ifDefined(kept)}
      data-lpignore=${ifDefined(kept)}
      autocomplete=${ifDefined(kept && "off")}
      placeholder=${ifDefined(props.placeholder)}
      aria-label=${ifDefined(parts.ariaLabel)}
      aria-invalid=${ifDefined(parts.mistakeId && "true")}
      aria-describedby=${ifDefined(parts.mistakeId)}
      .defaultValue=${props.defaultValue ?? ""}
      ?required=${props.required}
      ?disabled=${props.disabled}
      @input=${parts.onInput}
      ${styles(autoResize ? growthOf(rows, maxRows) : {})}
      ${ref(appears(props, view))}
    ></textarea>
    ${parts.mistake}
  </div>`;
}

/** Between so many lines and so many: the lines and what the field has around them. */
function growthOf(rows: number, maxRows: number | undefined): Styles {
  const lines = (count: number) => `calc(${count}lh + var(--ckw-around))`;
  return {
    "min-height": lines(rows),
    "max-height": maxRows === undefined ? undefined : lines(Math.max(rows, maxRows)),
  };
}

/** A text that is an input of the form around it, and looks like the text. */
export function editableText(
  props: Omit<ShownNode<"Text">["props"], "editable"> & { readonly editable: EditableProps },
  look: Styles,
  view: View,
): TemplateResult {
  const { editable, size = "md", minLines = 1, maxLines, value } = props;
  const parts = fieldParts(editable, view);
  const kept = isKeptFromExtensions(editable);
  const lines = (count: number) => `calc(${count}lh + var(--ckw-around))`;
  return html`<div class="ckw-field">
    <textarea
      class="ckw-editable ckw-text"
      id=${parts.id}
      name=${editable.name}
      rows=${minLines}
      data-size=${size}
      data-grows=""
      data-pattern=${ifDefined(editable.pattern)}
      data-1p-ignore=${ifDefined(kept)}
      data-bwignore=${ifDefined(kept)}
      data-lpignore=${ifDefined(kept)}
      autocomplete=${ifDefined(editable.autoComplete)}
      placeholder=${ifDefined(editable.placeholder)}
      aria-label=${ifDefined(parts.ariaLabel)}
      aria-invalid=${ifDefined(parts.mistakeId && "true")}
      aria-describedby=${ifDefined(parts.mistakeId)}
      .defaultValue=${value}
      ?required=${editable.required}
      @input=${parts.onInput}
      @keydown=${minLines === 1 ? submitOnEnter : nothing}
      ${styles({
        ...look,
        "-webkit-line-clamp": undefined,
        "min-height": lines(minLines),
        "max-height": maxLines === undefined ? undefined : lines(Math.max(minLines, maxLines)),
      })}
      ${ref(appears(editable, view))}
    ></textarea>
    ${parts.mistake}
  </div>`;
}
