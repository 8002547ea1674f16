import type { nothing, TemplateResult } from "lit";
import type { ActionConfig } from "../../../../templates/+self-hosted+node/server/chatkit/widgets/components.ts";
import { fieldId } from "./form/labels.ts";
import type { FormValues } from "./form/payload.ts";
import type { WidgetNode } from "./grammar/read-widget.ts";

/** Why something cannot be used now. */
export interface Obstacle {
  /** Of the element in the widget that says it, for `aria-describedby`. */
  readonly id: string;
  readonly text: string;
}

/** What `loadingBehavior: "auto"` means where an action is bound (facts 4.5). */
export type AutoLoading = "self" | "none" | "container";

/** An action that somebody has set off. */
export interface Trigger {
  readonly action: ActionConfig;
  /** Of the component that it is bound to. */
  readonly path: string;
  readonly auto: AutoLoading;
  /** The form around it, whose values go along. */
  readonly form: HTMLFormElement | null;
  /** Of an input outside of any form: what it holds. */
  readonly own?: FormValues;
}

/** The widget around a component, as its components see it. */
export interface Scene {
  /** Begins the ids of the widget's elements; no other widget has it. */
  readonly scope: string;
  readonly locale: string;
  /** Hosts that pictures in Markdown may come from. */
  readonly allowedImageDomains: readonly string[] | undefined;
  /** Whether a new input may take the focus: not while somebody writes, nor in an old thread. */
  readonly mayTakeFocus: boolean;
  /** Told of a `chatkit-link://` link. */
  readonly onLink: ((name: string, data: Record<string, unknown>) => void) | undefined;
  /** @returns null if the action can be run now */
  obstacleOf(action: ActionConfig): Obstacle | null;
  isBusy(path: string): boolean;
  run(trigger: Trigger): void;
  /** Checks the values of a form first, and says what is wrong with them. */
  submit(trigger: Trigger & { readonly form: HTMLFormElement }): void;
  /** @returns what is wrong with the value of a field, by its id */
  mistakeOf(fieldId: string): string | null;
  /** Takes back what was said about a field, because it was changed. */
  forgive(fieldId: string): void;
  /** Whether a label of the widget belongs to the field. */
  hasLabel(fieldId: string): boolean;
}

/** The form around a component. */
export interface FormAround {
  readonly path: string;
  readonly onSubmit: ActionConfig | undefined;
  readonly auto: AutoLoading;
}

/** Where a component is drawn. */
export interface View {
  readonly scene: Scene;
  readonly form: FormAround | null;
  /** Whether the cells of a table's row are headings. */
  readonly isHeader?: boolean;
  /**
   * Draws what is in a component.
   *
   * @param around puts what cannot be drawn into an element that may stand there
   */
  readonly draw: (
    nodes: readonly WidgetNode[],
    view: View,
    around?: (marker: unknown) => TemplateResult,
  ) => unknown;
  /** Draws what is wrong with a component itself. */
  readonly faults: (node: WidgetNode) => TemplateResult | typeof nothing;
}

/** @returns the id of the element of a field that is drawn here */
export function fieldIdOf({ scene, form }: View, name: string): string {
  return fieldId(scene.scope, form?.path ?? "", name);
}
