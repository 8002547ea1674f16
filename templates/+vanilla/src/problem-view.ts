import type { Report } from "./chat/connection";
import type { Problem } from "./chat/problems";
import { element } from "./dom";

/** Stands where the chat would be, and says why it is not there. */
export function problemPanel(reports: readonly Report[], onRetry: () => void): HTMLElement {
  const problems = reports.map(({ problem }) =>
    element(
      "div",
      { className: "problem", role: "alert", data: { problem: problem.code } },
      element("h2", {}, problem.title),
      ...problemText(problem),
    ),
  );
  return element(
    "div",
    { className: "panel-layer" },
    element("div", { className: "panel" }, ...problems, button("button", "Try again", onRetry)),
  );
}

/** A problem beside a chat that may still work. */
export function notice(
  { problem }: Report,
  onRetry: () => void,
  onDismiss: () => void,
): HTMLElement {
  return element(
    "div",
    { className: "notice", role: "alert", data: { problem: problem.code } },
    element(
      "div",
      { className: "problem" },
      element("strong", {}, problem.title),
      ...problemText(problem),
    ),
    element(
      "div",
      { className: "notice-actions" },
      button("button-quiet", "Try again", onRetry),
      button("button-quiet", "Dismiss", onDismiss),
    ),
  );
}

function problemText({ message, hint, link, requestId }: Problem): readonly (Node | null)[] {
  return [
    message ? element("p", {}, message) : null,
    hint ? element("p", {}, hint) : null,
    link
      ? element(
          "p",
          {},
          element("a", { href: link.href, target: "_blank", rel: "noreferrer" }, link.label),
        )
      : null,
    requestId
      ? element(
          "p",
          { className: "problem-request" },
          "Request id: ",
          element("code", {}, requestId),
        )
      : null,
  ];
}

function button(className: string, label: string, onclick: () => void): HTMLButtonElement {
  return element("button", { type: "button", className, onclick }, label);
}
