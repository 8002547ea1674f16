import { element } from "./dom";
import { type PageState, pageState } from "./page-state";

/** Shows what the assistant's client tools have done to this page. Only a phone hides it. */
export function createSidePanel(): { readonly root: HTMLElement; readonly toggle: HTMLElement } {
  const content = element("div", {});
  content.style.display = "contents";
  const toggle = element("button", {
    type: "button",
    className: "button-quiet panel-toggle",
    onclick: () => setOpen(root.dataset.open !== "true"),
  });
  toggle.setAttribute("aria-controls", "side-panel");
  const close = element(
    "button",
    { type: "button", className: "button-quiet side-panel-close", onclick: () => setOpen(false) },
    "Close",
  );
  const root = element(
    "aside",
    { id: "side-panel", className: "side-panel", ariaLabel: "This page" },
    element("div", { className: "side-panel-header" }, element("h2", {}, "This page"), close),
    content,
  );

  function setOpen(isOpen: boolean) {
    root.dataset.open = String(isOpen);
    toggle.ariaExpanded = String(isOpen);
  }

  function render() {
    const state = pageState.get();
    toggle.textContent = `This page (${state.facts.length})`;
    content.replaceChildren(...describe(state));
  }

  addEventListener("keydown", ({ key }) => {
    if (key === "Escape") setOpen(false);
  });
  setOpen(false);
  pageState.subscribe(render);
  render();
  return { root, toggle };
}

function describe({ colorScheme, facts, highlighted }: PageState): readonly HTMLElement[] {
  const items = facts.map(({ id, text }) =>
    element("li", { data: { fact: id, highlighted: String(highlighted.includes(id)) } }, text),
  );
  return [
    element("p", { className: "side-panel-intro" }, "The assistant can change what you see here."),
    element("h3", {}, "Theme"),
    element("p", { data: { theme: colorScheme } }, colorScheme === "dark" ? "Dark" : "Light"),
    element("h3", {}, "Facts"),
    items.length > 0
      ? element("ul", { className: "facts" }, ...items)
      : element(
          "p",
          { className: "side-panel-intro" },
          "None yet. Ask the assistant to remember something.",
        ),
  ];
}
