import { createChatKitWidget } from "./chatkit-widget";
import { element } from "./dom";
import { pageState, themeFor } from "./page-state";
import { createSidePanel } from "./side-panel";
import { applyPageTheme } from "./theme";
import "./tour.css";

/** Creates the whole page. */
export function createApp(): HTMLElement {
  const sidePanel = createSidePanel();
  const toast = element("p", { className: "toast", role: "status" });
  const page = element(
    "div",
    { className: "page" },
    element("header", { className: "page-header" }, element("h1", {}, document.title)),
    element("main", { className: "page-main" }, createChatKitWidget(), sidePanel.root),
    toast,
  );
  page.firstElementChild?.append(sidePanel.toggle);

  function render() {
    const state = pageState.get();
    applyPageTheme(themeFor(state.colorScheme));
    if (toast.textContent !== (state.toast ?? "")) toast.textContent = state.toast;
  }
  pageState.subscribe(render);
  render();
  return page;
}
