import type { VirtualElement } from "@floating-ui/dom";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { icon } from "../icons/icon.ts";
import "../primitives/popover.ts";
import { spinner } from "../primitives/spinner.ts";
import type { Suggestion, SuggestionList, Suggestions } from "./suggestions.ts";

/** The id of the list, for the field whose suggestions it holds. */
export const LIST_ID = "composer-suggestions";

/** The id of one line of the list. */
export const optionId = (index: number): string => `composer-suggestion-${index}`;

/**
 * The list of suggestions. The focus stays in the field, which tells by `aria-activedescendant`
 * which line is marked.
 *
 * @param anchor the place in the text that it is about
 */
export function suggestionView(suggestions: Suggestions, anchor: VirtualElement): TemplateResult {
  const { list } = suggestions;
  return html`<chatkit-offline-popover
    .open=${list !== null}
    .anchor=${anchor}
    .placement=${"top-start"}
    .takesFocus=${false}
    @mousedown=${keepFocus}
    @popover-close=${() => suggestions.close()}
  >
    ${list ? html`${listbox(list, suggestions)}${stateLine(list)}` : nothing}
  </chatkit-offline-popover>`;
}

/** A click in the list is not to take the focus out of the field. */
function keepFocus(event: Event): void {
  event.preventDefault();
}

function listbox(list: SuggestionList, suggestions: Suggestions) {
  if (list.suggestions.length === 0) return nothing;
  return html`<div
    role="listbox"
    id=${LIST_ID}
    class="composer-suggestions"
    aria-label="Suggestions"
    aria-busy=${list.phase === "loading" ? "true" : "false"}
  >
    ${groups(list.suggestions).map(
      ({ name, first, members }) => html`
        <div role=${name === null ? "presentation" : "group"} aria-label=${name ?? nothing}>
          ${
            name === null
              ? nothing
              : html`<div class="composer-suggestion-group" aria-hidden="true">${name}</div>`
          }
          ${repeat(
            members,
            (_, index) => first + index,
            (suggestion, index) => option(suggestion, first + index, list.active, suggestions),
          )}
        </div>
      `,
    )}
  </div>`;
}

function option(
  { label, description, icon: name, pick }: Suggestion,
  index: number,
  active: number,
  suggestions: Suggestions,
): TemplateResult {
  const descriptionId = `${optionId(index)}-description`;
  return html`<div
    role="option"
    id=${optionId(index)}
    class="composer-suggestion"
    aria-selected=${index === active ? "true" : "false"}
    aria-label=${label}
    aria-describedby=${description === null ? nothing : descriptionId}
    @pointermove=${() => suggestions.mark(index)}
    @click=${pick}
  >
    ${name === null ? nothing : icon(name)}
    <span class="composer-suggestion-words">
      <span>${label}</span>
      ${
        description === null
          ? nothing
          : html`<span class="composer-suggestion-description" id=${descriptionId}>${description}</span>`
      }
    </span>
  </div>`;
}

function stateLine({ phase, suggestions, nothing: empty }: SuggestionList) {
  if (phase === "failed") {
    return html`<p class="composer-suggestion-state composer-suggestion-failed">
      ${icon("lucide:triangle-alert")} Suggestions could not be loaded.
    </p>`;
  }
  if (suggestions.length > 0) return nothing;
  if (phase === "loading") {
    return html`<p class="composer-suggestion-state">${spinner()} Loading…</p>`;
  }
  return html`<p class="composer-suggestion-state">${empty}</p>`;
}

interface Group {
  readonly name: string | null;
  /** The index of its first member in the whole list. */
  readonly first: number;
  readonly members: Suggestion[];
}

function groups(suggestions: readonly Suggestion[]): readonly Group[] {
  const found: Group[] = [];
  for (const [index, suggestion] of suggestions.entries()) {
    const last = found.at(-1);
    if (last && last.name === suggestion.group) last.members.push(suggestion);
    else found.push({ name: suggestion.group, first: index, members: [suggestion] });
  }
  return found;
}
