import { createChatKitWidget } from "./chatkit-widget";
import { element } from "./dom";

/** Creates the whole page. */
export function createApp(): HTMLElement {
  return element(
    "div",
    { className: "page" },
    element("header", { className: "page-header" }, element("h1", {}, document.title)),
    element("main", { className: "page-main" }, createChatKitWidget()),
  );
}
