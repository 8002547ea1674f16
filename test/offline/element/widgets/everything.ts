import type {
  AnyComponent,
  Card,
  WidgetComponent,
  WidgetRoot,
} from "../../../../templates/+self-hosted+node/server/chatkit/widgets/components.ts";
import { PICTURE } from "../view/everything.ts";

/** A card around components. */
function card(children: readonly WidgetComponent[], more: Partial<Card> = {}): Card {
  return { type: "Card", children, ...more };
}

const MONTHS = ["January", "February", "March", "April"];

/** One of each component, with words of its own. */
export const EVERY_COMPONENT: readonly WidgetRoot[] = [
  card(
    [
      { type: "Title", value: "A title", size: "xl" },
      { type: "Text", value: "A text that is long enough to break into a second line on a phone." },
      { type: "Caption", value: "A caption" },
      { type: "Markdown", value: "Some **bold** words and a [link](https://example.com)." },
      {
        type: "Row",
        gap: 2,
        wrap: "wrap",
        children: [
          { type: "Badge", label: "Secondary" },
          { type: "Badge", label: "Info", color: "info", variant: "solid" },
          { type: "Badge", label: "Danger", color: "danger", variant: "outline", pill: true },
          { type: "Spacer" },
          { type: "Icon", name: "sparkle", size: "xl", color: "emphasis" },
        ],
      },
      { type: "Divider", flush: true },
      {
        type: "Box",
        direction: "row",
        padding: 3,
        gap: 3,
        radius: "lg",
        border: { size: 1, color: "strong", style: "dashed" },
        background: "surface-secondary",
        children: [
          { type: "Image", src: PICTURE, alt: "A red picture", width: 60, height: 40, frame: true },
          {
            type: "Col",
            flex: 1,
            gap: 1,
            children: [
              { type: "Text", value: "In a column", weight: "semibold" },
              { type: "Text", value: "And more", size: "sm", color: "secondary" },
            ],
          },
        ],
      },
      { type: "Transition", children: { type: "Text", value: "In a transition", italic: true } },
    ],
    {
      size: "lg",
      status: { text: "With a status", icon: "info" },
      confirm: { label: "Confirm", action: { type: "confirm" } },
      cancel: { label: "Cancel", action: { type: "cancel" } },
    },
  ),
  card(
    [
      { type: "Label", value: "Your name", fieldName: "name" },
      { type: "Input", name: "name", placeholder: "Ada", required: true },
      { type: "Label", value: "What you do", fieldName: "work" },
      { type: "Textarea", name: "work", defaultValue: "Writing", rows: 2, autoResize: true },
      { type: "Label", value: "Where", fieldName: "city" },
      {
        type: "Select",
        name: "city",
        placeholder: "A city",
        clearable: true,
        defaultValue: "paris",
        options: [
          { value: "rome", label: "Rome", description: "Not so far" },
          { value: "paris", label: "Paris" },
          { value: "atlantis", label: "Atlantis", disabled: true },
        ],
      },
      { type: "Label", value: "When", fieldName: "day" },
      { type: "DatePicker", name: "day", defaultValue: "2026-11-21", clearable: true },
      { type: "Label", value: "How", fieldName: "how" },
      {
        type: "RadioGroup",
        name: "how",
        direction: "row",
        defaultValue: "train",
        options: [
          { value: "train", label: "By train" },
          { value: "plane", label: "By plane" },
          { value: "foot", label: "On foot", disabled: true },
        ],
      },
      { type: "Checkbox", name: "sure", label: "I am sure", defaultChecked: true },
      { type: "Text", value: "A text to edit", editable: { name: "note" } },
    ],
    { asForm: true, confirm: { label: "Send", action: { type: "send" } } },
  ),
  card([
    {
      type: "Table",
      children: [
        {
          type: "Table.Row",
          header: true,
          children: [
            { type: "Table.Cell", children: [{ type: "Text", value: "Name" }] },
            { type: "Table.Cell", align: "end", children: [{ type: "Text", value: "Count" }] },
          ],
        },
        {
          type: "Table.Row",
          children: [
            { type: "Table.Cell", children: [{ type: "Text", value: "Pears" }] },
            { type: "Table.Cell", align: "end", children: [{ type: "Text", value: "12" }] },
          ],
        },
      ],
    },
    {
      type: "Chart",
      data: MONTHS.map((month, index) => ({
        month,
        sold: 120 + 40 * index,
        returned: 30 - 5 * index,
        wanted: 150 + 20 * index,
      })),
      xAxis: "month",
      showYAxis: true,
      series: [
        { type: "bar", dataKey: "sold", label: "Sold", stack: "all" },
        { type: "bar", dataKey: "returned", label: "Returned", stack: "all" },
        { type: "line", dataKey: "wanted", label: "Wanted", curveType: "monotone" },
      ],
    },
    {
      type: "Form",
      onSubmitAction: { type: "form" },
      children: [
        { type: "Input", name: "word", placeholder: "A word" },
        {
          type: "Row",
          gap: 2,
          wrap: "wrap",
          children: [
            { type: "Button", label: "Submit", submit: true, iconEnd: "chevron-right" },
            { type: "Button", label: "Soft", variant: "soft", color: "info" },
            { type: "Button", label: "Danger", variant: "solid", color: "danger", disabled: true },
            { type: "Button", iconStart: "plus", uniform: true, variant: "ghost" },
          ],
        },
      ],
    },
  ]),
  {
    type: "ListView",
    limit: 2,
    status: { text: "Three items" },
    children: ["One", "Two", "Three"].map((value) => ({
      type: "ListViewItem",
      onClickAction: { type: "open", payload: value },
      children: [
        { type: "Icon", name: "document" },
        { type: "Text", value },
      ],
    })),
  },
  {
    type: "Basic",
    gap: 2,
    children: [
      { type: "Title", value: "Basic" },
      { type: "Card", theme: "dark", children: [{ type: "Text", value: "Dark in any scheme" }] },
    ],
  },
];

/** The components of a widget and all that is in it, itself among them. */
export function componentsOf(component: AnyComponent): readonly AnyComponent[] {
  const { children = [] } = component as { children?: AnyComponent | AnyComponent[] };
  return [component, ...[children].flat().flatMap(componentsOf)];
}
