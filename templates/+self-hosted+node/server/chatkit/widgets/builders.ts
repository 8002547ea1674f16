import type { AnyComponent, ComponentOf } from "./components.ts";
import { parseComponent } from "./schema.ts";

/**
 * Components as functions: `Card({ children: [Text({ value: "Hello" })] })`.
 *
 * Each takes the props of its component. Among children, `false`, `null` and `undefined` are left
 * out, so that `isNew && Badge({ label: "New" })` can stand there. What it is given is checked as a
 * whole: a prop or a word that its component does not know throws a `WidgetError`.
 */

type Child = AnyComponent | null;
type Nothing = false | null | undefined;

/** The props of a component, with children that may be left out. */
export type PropsOf<Component extends AnyComponent> = {
  [Prop in keyof Component as Exclude<Prop, "type">]: Prop extends "children"
    ? Children<Component[Prop]>
    : Component[Prop];
};

type Children<Value> = Value extends readonly (infer One)[] ? readonly (One | Nothing)[] : Value;

function builder<Type extends AnyComponent["type"]>(type: Type) {
  type Component = ComponentOf<Type>;
  // A component whose every prop is optional can be made from nothing, such as a divider.
  type Arguments =
    object extends PropsOf<Component> ? [props?: PropsOf<Component>] : [props: PropsOf<Component>];

  return (...[props]: Arguments): Component => {
    const children = (props as { children?: readonly (Child | Nothing)[] } | undefined)?.children;
    return parseComponent(type, {
      type,
      ...props,
      ...(Array.isArray(children)
        ? { children: children.filter((child) => !isNothing(child)) }
        : {}),
    });
  };
}

function isNothing(child: unknown): child is Nothing {
  return child === false || child === null || child === undefined;
}

export const Badge = builder("Badge");
export const Basic = builder("Basic");
export const Box = builder("Box");
export const Button = builder("Button");
export const Caption = builder("Caption");
export const Card = builder("Card");
export const Chart = builder("Chart");
export const Checkbox = builder("Checkbox");
export const Col = builder("Col");
export const DatePicker = builder("DatePicker");
export const Divider = builder("Divider");
export const Form = builder("Form");
export const Icon = builder("Icon");
export const Image = builder("Image");
export const Input = builder("Input");
export const Label = builder("Label");
export const ListView = builder("ListView");
export const ListViewItem = builder("ListViewItem");
export const Markdown = builder("Markdown");
export const RadioGroup = builder("RadioGroup");
export const Row = builder("Row");
export const Select = builder("Select");
export const Spacer = builder("Spacer");
export const Table = builder("Table");
export const TableCell = builder("Table.Cell");
export const TableRow = builder("Table.Row");
export const Text = builder("Text");
export const Textarea = builder("Textarea");
export const Title = builder("Title");
export const Transition = builder("Transition");
