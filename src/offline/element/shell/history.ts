import { html, nothing, type TemplateResult } from "lit";
import type { ThreadMetadata } from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { icon } from "../icons/icon.ts";
import "../primitives/dialog.ts";
import { focusable, focusedBeside } from "../primitives/focus.ts";
import { spinner } from "../primitives/spinner.ts";
import { ChatView } from "../view/chat-view.ts";
import { relativeDate } from "./dates.ts";
import css from "./history.css";
import "./stand-in-note.ts";

export const styles = css;

/** What a thread is called in the list. */
function titleOf({ title }: ThreadMetadata): string {
  return title?.trim() || "Untitled chat";
}

/** `<chatkit-offline-history>`: the chats there have been. It is there only while it is open. */
class History extends ChatView {
  static override properties = {
    ...ChatView.properties,
    locale: {},
    query: { state: true },
    renaming: { state: true },
    deleting: { state: true },
    fault: { state: true },
  };
  declare locale: string;
  declare query: string;
  /** The id of the thread whose title is being changed. */
  declare renaming: string | null;
  /** The thread that somebody is asked about. */
  declare deleting: ThreadMetadata | null;
  /** What did not work, as a sentence. */
  declare fault: string | null;
  #end: IntersectionObserver | undefined;

  constructor() {
    super();
    this.locale = "en";
    this.query = "";
    this.renaming = null;
    this.deleting = null;
    this.fault = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end?.disconnect();
  }

  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>("input[type=search]")?.focus();
  }

  protected override updated(): void {
    this.#watchEnd();
  }

  protected override render(): TemplateResult {
    return html`
      <div class="ck-history-scrim" @click=${this.#close}></div>
      <div
        class="ck-history"
        role="dialog"
        aria-modal="true"
        aria-label="History"
        @keydown=${this.#onKeydown}
      >
        <div class="ck-history-head">
          <h2>History</h2>
          <button
            type="button"
            class="ck-icon-button"
            aria-label="Close history"
            @click=${this.#close}
          >
            ${icon("close")}
          </button>
        </div>
        <label class="ck-history-search">
          ${icon("search", { size: "1.15em" })}
          <input
            type="search"
            aria-label="Search chats"
            placeholder="Search chats"
            .value=${this.query}
            @input=${this.#onSearch}
          />
        </label>
        ${this.fault === null ? nothing : html`<p class="ck-history-fault" role="alert" dir="auto">${this.fault}</p>`}
        <div class="ck-history-list">${this.#list()}</div>
        <chatkit-offline-note></chatkit-offline-note>
      </div>
      <chatkit-offline-dialog
        .open=${this.deleting !== null}
        .label=${"Delete chat"}
        .content=${this.#deletion}
        @dialog-close=${() => this.#askDeletion(null)}
      ></chatkit-offline-dialog>
    `;
  }

  #list(): TemplateResult {
    const { threads, phase, hasMore } = this.state.history;
    const words = this.query.trim().toLocaleLowerCase();
    const found = threads.filter((thread) => titleOf(thread).toLocaleLowerCase().includes(words));
    const isReading = phase === "loading" || phase === "unread";
    const isEmpty = found.length === 0 && phase === "ready" && !hasMore;
    return html`
      ${found.length === 0 ? nothing : html`<ul>${found.map((thread) => this.#row(thread))}</ul>`}
      <p class="ck-history-state" role="status">
        ${isEmpty ? html`<bdi>${words === "" ? "There are no chats yet." : "No chat is called that."}</bdi>` : nothing}
        ${isReading ? html`${spinner()} Loading chats` : nothing}
      </p>
      ${phase === "failed" ? this.#failed() : nothing}
      ${hasMore && phase === "ready" ? html`<div class="ck-history-more"></div>` : nothing}
    `;
  }

  #failed(): TemplateResult {
    return html`<div class="ck-history-state" role="alert">
      <p dir="auto">The chats could not be loaded.</p>
      <button type="button" class="ck-button" @click=${this.#loadMore}>Try again</button>
    </div>`;
  }

  #row(thread: ThreadMetadata): TemplateResult {
    if (this.renaming === thread.id) return this.#renameRow(thread);
    const { showDelete = true, showRename = true } = this.state.options?.history ?? {};
    const title = titleOf(thread);
    const isOpen = this.state.thread?.id === thread.id;
    return html`<li class="ck-thread-row" data-current=${isOpen ? "true" : nothing}>
      <button
        type="button"
        class="ck-thread-open"
        aria-label=${title}
        aria-current=${isOpen ? "true" : nothing}
        @click=${() => this.#open(thread)}
      >
        <span class="ck-thread-title" dir="auto">${title}</span>
        <span class="ck-thread-date">${this.#date(thread)}</span>
      </button>
      ${
        showRename
          ? html`<button
            type="button"
            class="ck-icon-button ck-icon-button-small"
            aria-label=${`Rename ${title}`}
            @click=${() => this.#beginRename(thread)}
          >
            ${icon("lucide:pencil")}
          </button>`
          : nothing
      }
      ${
        showDelete
          ? html`<button
            type="button"
            class="ck-icon-button ck-icon-button-small"
            aria-label=${`Delete ${title}`}
            @click=${() => this.#askDeletion(thread)}
          >
            ${icon("lucide:trash-2")}
          </button>`
          : nothing
      }
    </li>`;
  }

  #renameRow(thread: ThreadMetadata): TemplateResult {
    return html`<li class="ck-thread-row ck-thread-renaming">
      <form @submit=${(event: SubmitEvent) => this.#rename(event, thread)}>
        <input
          name="title"
          aria-label="Title"
          dir="auto"
          required
          maxlength="200"
          .value=${thread.title ?? ""}
          @keydown=${(event: KeyboardEvent) => this.#onRenameKey(event, thread)}
        />
        <button type="submit" class="ck-icon-button ck-icon-button-small" aria-label="Save">
          ${icon("check")}
        </button>
        <button
          type="button"
          class="ck-icon-button ck-icon-button-small"
          aria-label="Cancel"
          @click=${() => this.#endRename(thread)}
        >
          ${icon("close")}
        </button>
      </form>
    </li>`;
  }

  #deletion = (): TemplateResult => html`
    <h2 dir="auto">Delete this chat?</h2>
    <p dir="auto">"${this.deleting ? titleOf(this.deleting) : ""}" and its messages will be gone.</p>
    <div class="ck-dialog-buttons">
      <button type="button" class="ck-button" @click=${() => this.#askDeletion(null)}>Cancel</button>
      <button type="button" class="ck-button ck-button-danger" @click=${this.#delete}>Delete</button>
    </div>
  `;

  #date(thread: ThreadMetadata): string {
    const at = new Date(thread.created_at);
    return Number.isNaN(at.getTime()) ? "" : relativeDate(at, new Date(), this.locale);
  }

  /** Loads more as soon as the end of the list can be seen, also while a search has found little. */
  #watchEnd(): void {
    this.#end?.disconnect();
    const end = this.querySelector(".ck-history-more");
    if (!end) return;
    this.#end = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) this.#loadMore();
    });
    this.#end.observe(end);
  }

  #loadMore = (): void => {
    this.chat.loadMoreThreads().catch((error: unknown) => this.chat.fail(error));
  };

  #close = (): void => {
    this.chat.setHistoryOpen(false);
  };

  #onSearch = ({ target }: Event): void => {
    if (target instanceof HTMLInputElement) this.query = target.value;
  };

  #open({ id }: ThreadMetadata): void {
    this.#close();
    this.chat.openThread(id).catch((error: unknown) => this.chat.fail(error));
  }

  async #beginRename({ id }: ThreadMetadata): Promise<void> {
    this.renaming = id;
    await this.updateComplete;
    this.querySelector<HTMLInputElement>(".ck-thread-renaming input")?.select();
  }

  async #endRename(thread: ThreadMetadata): Promise<void> {
    this.renaming = null;
    await this.updateComplete;
    this.#focusButton(`Rename ${titleOf(thread)}`);
  }

  async #rename(event: SubmitEvent, thread: ThreadMetadata): Promise<void> {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const title = String(new FormData(event.currentTarget).get("title")).trim();
    if (title === "") return;
    const renamed = await this.#attempt(
      () => this.chat.renameThread(thread.id, title),
      "The chat could not be renamed.",
    );
    await this.#endRename(renamed ? { ...thread, title } : thread);
  }

  #askDeletion(thread: ThreadMetadata | null): void {
    this.deleting = thread;
  }

  #delete = async (): Promise<void> => {
    const { deleting } = this;
    if (!deleting) return;
    this.deleting = null;
    await this.#attempt(
      () => this.chat.deleteThread(deleting.id),
      "The chat could not be deleted.",
    );
    await this.updateComplete;
    if (focusedBeside(this) === null) {
      this.querySelector<HTMLElement>("input[type=search]")?.focus();
    }
  };

  async #attempt(what: () => Promise<void>, sentence: string): Promise<boolean> {
    try {
      await what();
      this.fault = null;
      return true;
    } catch (error) {
      this.fault = sentence;
      this.chat.fail(error);
      return false;
    }
  }

  #focusButton(name: string): void {
    const buttons = [...this.querySelectorAll<HTMLElement>(".ck-thread-row button")];
    buttons.find((button) => button.getAttribute("aria-label") === name)?.focus();
  }

  #onRenameKey(event: KeyboardEvent, thread: ThreadMetadata): void {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    void this.#endRename(thread);
  }

  #onKeydown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.#close();
    } else if (event.key === "Tab") this.#keepFocus(event);
  };

  /** What lies behind is inert; beyond the last field the first one follows. */
  #keepFocus(event: KeyboardEvent): void {
    const panel = this.querySelector(".ck-history");
    const all = panel ? focusable(panel) : [];
    const [edge, other] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
    if (!edge || edge !== focusedBeside(this)) return;
    event.preventDefault();
    other?.focus();
  }
}

if (!customElements.get("chatkit-offline-history")) {
  customElements.define("chatkit-offline-history", History);
}
