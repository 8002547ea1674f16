import { html, type TemplateResult } from "lit/html.js";
import type { ExchangeSummary } from "../../messages.ts";

/** How a request went, in a word and a colour. */
export function statusMark(
  exchange: Pick<ExchangeSummary, "status" | "endedMs" | "failure">,
): TemplateResult {
  const { status, endedMs, failure } = exchange;
  if (endedMs === null) {
    const word = status === null ? "waiting" : "streaming";
    return html`<span class="mark waiting"><i class="dot"></i>${word}</span>`;
  }
  const isBad = failure !== null || (status ?? 0) >= 400;
  const word =
    status === null ? "no answer" : `${status}${failure !== null && status < 400 ? " failed" : ""}`;
  return html`<span class="mark ${isBad ? "bad" : "good"}">${word}</span>`;
}
