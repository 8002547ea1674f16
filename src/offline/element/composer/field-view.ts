import { html, nothing, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import type { ChatState } from "../chat/state.ts";
import type { Editor } from "./editor.ts";
import { LIST_ID, optionId } from "./suggestion-view.ts";
import type { SuggestionList } from "./suggestions.ts";

/** What the field is connected with. */
export interface FieldParts {
  readonly editor: Editor;
  readonly list: SuggestionList | null;
  readonly onBlur: () => void;
  /** A pointer or the focus has come to something in the field, or has left it. */
  readonly onEnter: (event: Event) => void;
  readonly onLeave: (event: Event) => void;
}

/**
 * The field that a message is written in. The editor draws what is in it.
 *
 * Its role is that of a text field rather than of a combobox, which has one line; the list of
 * suggestions is its own all the same.
 */
export function fieldView(
  { options, composer, abilities }: ChatState,
  { editor, list, onBlur, onEnter, onLeave }: FieldParts,
): TemplateResult {
  const tool = options?.composer?.tools?.find(({ id }) => id === composer.toolId);
  const placeholder =
    tool?.placeholderOverride ?? options?.composer?.placeholder ?? "Message the AI";
  const isListed = list !== null && list.suggestions.length > 0;
  const suggests = abilities.mentions || abilities.commands;
  return html`<div
    class="composer-field"
    role="textbox"
    contenteditable="true"
    tabindex="0"
    spellcheck="true"
    aria-label="Message"
    aria-multiline="true"
    aria-placeholder=${placeholder}
    aria-autocomplete=${suggests ? "list" : nothing}
    aria-haspopup=${suggests ? "listbox" : nothing}
    aria-controls=${isListed ? LIST_ID : nothing}
    aria-activedescendant=${isListed ? optionId(list.active) : nothing}
    enterkeyhint="send"
    data-placeholder=${placeholder}
    ${ref(editor.attach)}
    @beforeinput=${editor.onBeforeInput}
    @input=${editor.onInput}
    @compositionstart=${editor.onCompositionStart}
    @compositionend=${editor.onCompositionEnd}
    @focus=${editor.onFocus}
    @keydown=${editor.onKeyDown}
    @click=${editor.onClick}
    @paste=${editor.onPaste}
    @copy=${editor.onCopy}
    @cut=${editor.onCopy}
    @blur=${onBlur}
    @pointerover=${onEnter}
    @pointerout=${onLeave}
    @focusin=${onEnter}
    @focusout=${onLeave}
  ></div>`;
}
