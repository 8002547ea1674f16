import { h } from "./dom.js";

const TEXT_NODES = new Set(["Text", "Title", "Caption", "Markdown", "Label"]);
const BOXES = new Set(
  "Card ListView ListViewItem Basic Box Row Col Form Transition Table Table.Row Table.Cell".split(
    " ",
  ),
);

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
        ...(config && !submit && { onclick: act(config) }),
      },
      label,
    );
  const children = [node.children ?? []].flat().map((child) => widget(chat, child, item));
  if (TEXT_NODES.has(type)) return h("p", {}, String(node.value ?? ""));
  if (type === "Badge") return h("span", {}, ` ${node.label} `);
  if (type === "Icon") return h("span", { "data-icon": node.name });
  if (type === "Divider") return h("hr");
  if (type === "Spacer") return [];
  if (type === "Image") return h("img", { src: node.src, alt: node.alt ?? "" });
  if (type === "Button")
    return press(node.label ?? node.iconStart, node.onClickAction, node.submit);
  if (type === "Chart") return h("p", { role: "img", "aria-label": "Chart" });
  if (["Input", "Textarea", "DatePicker", "Checkbox"].includes(type))
    return h("input", {
      name: node.name,
      type: type === "Checkbox" ? "checkbox" : "text",
      value: node.defaultValue,
      checked: node.defaultChecked,
      "aria-label": node.label ?? node.name,
    });
  if (type === "Select" || type === "RadioGroup")
    return h(
      "select",
      { name: node.name, ...(node.onChangeAction && { onchange: act(node.onChangeAction) }) },
      node.options.map(({ label, value }) =>
        h("option", { value, selected: value === node.defaultValue }, label),
      ),
    );
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
