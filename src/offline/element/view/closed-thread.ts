import { html, type TemplateResult } from "lit";
import type { ThreadMetadata } from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { icon } from "../icons/icon.ts";

const REASONS = {
  locked: "This chat is locked for now.",
  closed: "This chat is closed.",
} as const;

/**
 * What stands where the composer would be, in a thread that takes no more messages.
 *
 * @returns null for a thread that takes them
 */
export function closedThread(thread: ThreadMetadata | null): TemplateResult | null {
  const status = thread?.status;
  if (status?.type !== "locked" && status?.type !== "closed") return null;
  return html`<div class="ck-closed" role="note">${icon("keys")}<span dir="auto">${status.reason || REASONS[status.type]}</span></div>`;
}
