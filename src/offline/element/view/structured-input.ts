import { html, LitElement, nothing } from "lit";
import type {
  FreeformInput,
  MultipleChoiceInput,
  StructuredInput,
  StructuredInputAnswer,
  StructuredInputItem,
} from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import type { Chat } from "../chat/state.ts";
import {
  answersOf,
  type Draft,
  draftOf,
  missing,
  toggled,
  withSkipped,
  withValues,
} from "./answers.ts";

let count = 0;

/** What became of the questions of a form that is closed. */
function outcome(input: StructuredInput): unknown {
  const { answer } = input;
  const given = !answer?.skipped && Array.isArray(answer?.values) ? answer.values : [];
  const isAnswered = given.length > 0;
  return html`<dt dir="auto">${input.question}</dt>
    <dd dir="auto" class=${isAnswered ? nothing : "ck-quiet"}>${isAnswered ? given.join(", ") : "Skipped"}</dd>`;
}

/** `<chatkit-offline-structured-input>`: questions of the assistant, and what was answered. */
export class StructuredInputView extends LitElement {
  static override properties = {
    chat: { attribute: false },
    item: { attribute: false },
    draft: { state: true },
    isSending: { state: true },
    faults: { state: true },
  };
  declare chat: Chat;
  declare item: StructuredInputItem;
  declare draft: Draft;
  declare isSending: boolean;
  /** Questions that were still open when the form was to be sent. */
  declare faults: readonly string[];
  readonly #id: string;
  #hadFocus = false;

  constructor() {
    super();
    count += 1;
    this.#id = `ck-form-${count}`;
    this.draft = {};
    this.isSending = false;
    this.faults = [];
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(): void {
    this.#hadFocus = this.matches(":focus-within");
  }

  protected override updated(): void {
    // The field that had the focus is gone; what was answered has it instead.
    if (this.#hadFocus && !this.matches(":focus-within")) {
      this.querySelector<HTMLElement>("dl, textarea, input")?.focus();
    }
  }

  #change(draft: Draft): void {
    this.draft = draft;
    if (this.faults.length === 0) return;
    const open = missing(this.item.inputs, draft);
    this.faults = this.faults.filter((id) => open.includes(id));
  }

  #onSubmit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { inputs } = this.item;
    this.faults = missing(inputs, this.draft);
    const [first] = this.faults;
    if (first === undefined) {
      await this.#send({ status: "answered", answers: answersOf(inputs, this.draft) });
      return;
    }
    await this.updateComplete;
    const at = inputs.findIndex(({ id }) => id === first);
    const group = this.querySelectorAll("[data-question]")[at];
    group?.querySelector<HTMLElement>("input, textarea")?.focus();
  };

  async #send(
    answer:
      | { status: "answered"; answers: Record<string, StructuredInputAnswer> }
      | { status: "skipped" },
  ): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    try {
      await this.chat.answerForm(this.item.id, answer);
    } catch (error) {
      this.chat.fail(error);
    } finally {
      this.isSending = false;
    }
  }

  #options(input: MultipleChoiceInput, name: string): unknown {
    const { values } = draftOf(this.draft, input.id);
    return input.options.map(({ value }) => {
      const choose = () =>
        this.#change(
          withValues(
            this.draft,
            input.id,
            input.multiple ? toggled(input.options, values, value) : [value],
          ),
        );
      return html`<label class="ck-answer-option"><input type=${input.multiple ? "checkbox" : "radio"}
        name=${name} .checked=${values.includes(value)} @change=${choose}><span dir="auto">${value}</span></label>`;
    });
  }

  #freeform(input: FreeformInput, name: string, describedBy: string): unknown {
    const { values } = draftOf(this.draft, input.id);
    return html`<textarea class="ck-answer-text" rows="2" dir="auto" aria-labelledby=${`${name}-label`}
      aria-describedby=${describedBy} aria-invalid=${this.faults.includes(input.id) ? "true" : "false"}
      .value=${values[0] ?? ""} @input=${({ target }: InputEvent) => {
        if (!(target instanceof HTMLTextAreaElement)) return;
        this.#change(withValues(this.draft, input.id, target.value === "" ? [] : [target.value]));
      }}></textarea>`;
  }

  #question(input: StructuredInput, index: number): unknown {
    const name = `${this.#id}-${index}`;
    const { skipped } = draftOf(this.draft, input.id);
    const isFaulty = this.faults.includes(input.id);
    const isChoice = input.type === "multiple_choice";
    const description = input.type === "freeform" ? input.description : undefined;
    return html`<fieldset class="ck-question" data-question aria-describedby=${`${name}-fault`}>
      <legend id=${`${name}-label`} dir="auto">${input.question}</legend>
      ${isChoice && input.multiple ? html`<p class="ck-quiet">Choose one or more.</p>` : nothing}
      ${description ? html`<p class="ck-quiet" id=${`${name}-hint`} dir="auto">${description}</p>` : nothing}
      ${
        skipped
          ? html`<p class="ck-quiet">Skipped.</p>`
          : isChoice
            ? this.#options(input, name)
            : this.#freeform(input, name, `${name}-hint ${name}-fault`)
      }
      <p class="ck-fault" id=${`${name}-fault`}>${isFaulty ? "Answer this question or skip it." : ""}</p>
      ${
        this.item.inputs.length > 1
          ? html`<button type="button" class="ck-link-button" aria-pressed=${skipped ? "true" : "false"}
            @click=${() => this.#change(withSkipped(this.draft, input.id, !skipped))}>
            Skip this question</button>`
          : nothing
      }
    </fieldset>`;
  }

  protected override render(): unknown {
    const { item, chat } = this;
    if (item.status !== "pending") {
      return html`<dl class="ck-questions ck-outcome" tabindex="-1">${item.inputs.map(outcome)}</dl>`;
    }
    if (!chat.state.abilities.structuredInput) {
      return html`<div class="ck-questions">
        <ul>${item.inputs.map(({ question }) => html`<li dir="auto">${question}</li>`)}</ul>
        <p class="ck-quiet">This backend takes no answers to forms.</p></div>`;
    }
    return html`<form class="ck-questions" novalidate @submit=${this.#onSubmit}>
      ${item.inputs.map((input, index) => this.#question(input, index))}
      <p class="ck-visually-hidden" role="status">${this.#faultsInWords()}</p>
      <div class="ck-questions-buttons">
        <button type="submit" class="ck-button ck-button-primary" aria-disabled=${this.isSending ? "true" : "false"}>Submit answers</button>
        <button type="button" class="ck-button ck-button-quiet" aria-disabled=${this.isSending ? "true" : "false"}
          @click=${() => this.#send({ status: "skipped" })}>Skip</button>
      </div>
    </form>`;
  }

  #faultsInWords(): string {
    const { length } = this.faults;
    if (length === 0) return "";
    return length === 1 ? "One question is still open." : `${length} questions are still open.`;
  }
}

if (!customElements.get("chatkit-offline-structured-input")) {
  customElements.define("chatkit-offline-structured-input", StructuredInputView);
}
