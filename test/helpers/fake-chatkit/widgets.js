import { h } from "./dom.js";

const TEXT_NODES = new Set(["Text", "Title", "Caption", "Markdown", "Label"]);
const BOXES = new Set("Card ListView ListViewItem Basic Box Row Col Form Transition".split(" "));
const FIELDS = new Set(["Input", "Textarea", "DatePicker", "Checkbox", "Select", "RadioGroup"]);

/** A widget as plain elements with its buttons and fields; an unknown component is an error. */
export function widget(chat, node, item) {
  if (!node || typeof node !== "object") return [];
  const { type } = node;
  const act = (config) => (event) => {
    event.preventDefault();
    void chat.act(item, config, event.target.closest("form"));
  };
  const press = (label, config, submit) =>
    h(
      "button",
      {
        type: submit ? "submit" : "button",
        disabled: node.disabled,
        ...(config && !submit && { onclick: act(config) }),
      },
      label,
    );
  const children = [node.children ?? []].flat().map((child) => widget(chat, child, item));
  if (type === "Text" && node.editable)
    return field({ ...node.editable, type: "Input", defaultValue: node.value }, item, act);
  if (TEXT_NODES.has(type)) return h("p", {}, String(node.value ?? ""));
  if (type === "Badge") return h("span", {}, ` ${node.label} `);
  if (type === "Icon") return h("span", { "data-icon": node.name });
  if (type === "Divider") return h("hr");
  if (type === "Spacer") return [];
  if (type === "Image") return h("img", { src: node.src, alt: node.alt ?? "" });
  if (type === "Button")
    return press(node.label ?? node.iconStart, node.onClickAction, node.submit);
  if (type === "Chart") return h("p", { role: "img", "aria-label": "Chart" });
  if (FIELDS.has(type)) return field(node, item, act);
  if (type === "Table") return h("table", {}, h("tbody", {}, children));
  if (type === "Table.Row") return h("tr", {}, children);
  if (type === "Table.Cell")
    return h("td", { colspan: node.colSpan, rowspan: node.rowSpan }, children);
  if (!BOXES.has(type)) {
    queueMicrotask(() =>
      chat.emit("chatkit.error", { error: new Error(`Unknown widget component "${type}"`) }),
    );
    return h("p", { role: "alert" }, `Unknown widget component "${type}"`);
  }
  const footer = [node.confirm, node.cancel]
    .filter(Boolean)
    .map(({ label, action }) => press(label, action));
  if (type === "ListViewItem" && node.onClickAction)
    return h("div", { role: "button", tabindex: 0, onclick: act(node.onClickAction) }, children);
  if (type === "Form" || node.asForm)
    return h(
      "form",
      { ...(node.onSubmitAction && { onsubmit: act(node.onSubmitAction) }) },
      children,
      footer,
    );
  return h("div", {}, node.status?.text && h("p", {}, node.status.text), children, footer);
}

/** A field of a form, by the name of which its value is sent. */
function field(node, item, act) {
  const { type, name, required, disabled, placeholder, pattern, defaultValue, options = [] } = node;
  const onchange = node.onChangeAction && { onchange: act(node.onChangeAction) };
  const called = node.ariaLabel ?? labelOf(item.widget, name) ?? node.label ?? placeholder ?? name;
  const common = { name, required, disabled, "aria-label": called, ...onchange };
  switch (type) {
    case "Textarea":
      return h("textarea", { ...common, placeholder, rows: node.rows }, defaultValue);
    case "Select":
      return h(
        "select",
        common,
        !defaultValue && h("option", { value: "" }, placeholder ?? ""),
        options.map(({ label, value, disabled }) =>
          h("option", { value, disabled, selected: value === defaultValue }, label),
        ),
      );
    case "RadioGroup":
      return h(
        "fieldset",
        { "aria-label": called, disabled, ...onchange },
        options.map(({ label, value, disabled }) =>
          h(
            "label",
            {},
            h("input", {
              type: "radio",
              name,
              value,
              required,
              disabled,
              checked: value === defaultValue,
            }),
            label,
          ),
        ),
      );
    case "Checkbox":
      return h("input", { ...common, type: "checkbox", checked: node.defaultChecked });
    default:
      return h("input", {
        ...common,
        type: node.inputType ?? "text",
        value: defaultValue,
        placeholder,
        pattern,
      });
  }
}

/** What the `Label` of a field says. */
function labelOf(node, name) {
  if (node?.type === "Label" && node.fieldName === name) return node.value;
  for (const child of [node?.children ?? []].flat()) {
    const found = labelOf(child, name);
    if (found) return found;
  }
  return undefined;
}
