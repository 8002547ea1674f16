import { html, nothing } from "lit";
import type { Chat } from "../chat/state.ts";
import { icon } from "../icons/icon.ts";
import { spinner } from "../primitives/spinner.ts";
import { keepFocus } from "./keep-focus.ts";
import { isShown, newestQuestion } from "./turns.ts";

/** Whether an answer is under way of which nothing is to be seen yet. */
function isSilent({ turn, items }: Chat["state"]): boolean {
  if (turn.phase !== "streaming") return turn.phase === "waiting";
  const newest = items.findLast(isShown);
  if (newest?.type === "assistant_message") return newest.content.every(({ text }) => text === "");
  return newest?.type === "user_message" || newest?.type === "client_tool_call";
}

/** The line that tells what the assistant is doing; empty while it writes or rests. */
export function progressLine({ state }: Chat): unknown {
  const { phase, progress } = state.turn;
  return html`<div class="ck-progress-line" role="status">${
    phase === "idle"
      ? nothing
      : progress
        ? html`${progress.icon ? icon(progress.icon) : spinner()}<span dir="auto">${progress.text}</span>`
        : isSilent(state)
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
  const retry = ({ currentTarget }: Event) => {
    if (!question) return;
    keepFocus(currentTarget);
    chat.retry(question.id).catch((error) => chat.fail(error));
  };
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
