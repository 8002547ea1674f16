import { html, nothing } from "lit";
import type { Chat } from "../chat/state.ts";
import { icon } from "../icons/icon.ts";
import "../markdown/copy-button.ts";
import { tooltip } from "../primitives/tooltip.ts";
import { keepFocus } from "./keep-focus.ts";
import { copiedText, judgedItems, type Turn } from "./turns.ts";

type Kind = "positive" | "negative";

const KINDS: readonly { kind: Kind; label: string; picture: string }[] = [
  { kind: "positive", label: "Good response", picture: "lucide:thumbs-up" },
  { kind: "negative", label: "Bad response", picture: "lucide:thumbs-down" },
];

function feedback(turn: Turn, chat: Chat): unknown {
  const { abilities, options, feedback: given } = chat.state;
  const judged = judgedItems(turn.answer);
  const isOffered = abilities.feedback && options?.threadItemActions?.feedback === true;
  if (!isOffered || judged.length === 0) return nothing;
  const mine = judged.map((id) => given.get(id)).find((kind) => kind !== undefined);
  const give = (kind: Kind) => chat.giveFeedback(judged, kind).catch((error) => chat.fail(error));
  return KINDS.map(
    ({
      kind,
      label,
      picture,
    }) => html`<button type="button" class="ck-icon-button ck-icon-button-small"
      aria-label=${label} aria-pressed=${mine === kind ? "true" : "false"} ${tooltip(label)}
      @click=${() => give(kind)}>${icon(picture)}</button>`,
  );
}

/**
 * What a person can do with an answer: copy it, judge it, have another one. Another answer is
 * offered for the newest turn alone, since it removes everything after its question.
 */
export function turnActions(turn: Turn, chat: Chat, isNewest: boolean): unknown {
  const { abilities, options, problem } = chat.state;
  const text = copiedText(turn.answer);
  const { question } = turn;
  const isRetryOffered =
    isNewest &&
    question &&
    !problem &&
    turn.answer.length > 0 &&
    abilities.retry &&
    options?.threadItemActions?.retry === true;
  const retry = ({ currentTarget }: Event) => {
    if (!question) return;
    keepFocus(currentTarget);
    chat.retry(question.id).catch((error) => chat.fail(error));
  };
  return html`
    ${text ? html`<chatkit-offline-copy .text=${text} .isIcon=${true}></chatkit-offline-copy>` : nothing}
    ${feedback(turn, chat)}
    ${
      isRetryOffered
        ? html`<button type="button" class="ck-icon-button ck-icon-button-small" aria-label="Try again"
          ${tooltip("Try again")} @click=${retry}>${icon("lucide:rotate-ccw")}</button>`
        : nothing
    }`;
}
