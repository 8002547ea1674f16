import { html, nothing } from "lit";
import type { Chat } from "../chat/state.ts";
import { icon } from "../icons/icon.ts";
import { spinner } from "../primitives/spinner.ts";
import { newestQuestion } from "./turns.ts";

/** The line that tells what the assistant is doing; empty while it writes or rests. */
export function progressLine({ state }: Chat): unknown {
  const { phase, progress } = state.turn;
  const isWaiting = phase === "waiting";
  return html`<div class="ck-progress-line" role="status">${
    phase === "idle"
      ? nothing
      : progress
        ? html`${progress.icon ? icon(progress.icon) : spinner()}<span dir="auto">${progress.text}</span>`
        : isWaiting
          ? html`<span class="ck-dots" aria-hidden="true"><i></i><i></i><i></i></span
            ><span class="ck-visually-hidden">Waiting for the answer</span>`
          : nothing
  }</div>`;
}

/** An answer that failed, with another attempt where the server allows one. */
export function problemView(chat: Chat): unknown {
  const { problem, items } = chat.state;
  if (!problem) return nothing;
  const question = newestQuestion(items);
  const retry = () => question && chat.retry(question.id).catch((error) => chat.fail(error));
  return html`<div class="ck-problem" role="alert">
    ${icon("lucide:triangle-alert")}
    <div class="ck-notice-text"><strong dir="auto">${problem.title}</strong><p dir="auto">${problem.message}</p></div>
    ${
      problem.allowRetry && question
        ? html`<button type="button" class="ck-button" @click=${retry}>Try again</button>`
        : nothing
    }
  </div>`;
}
