import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { ThreadItem } from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { icon } from "../icons/icon.ts";
import { spinner } from "../primitives/spinner.ts";
import { ChatView } from "./chat-view.ts";
import { guarded } from "./guarded.ts";
import { brokenItem, isCurrent, itemView } from "./item.ts";
import { drawAtPace } from "./pace.ts";
import { Scrolling } from "./scrolling.ts";
import { turnActions } from "./turn-actions.ts";
import { newestQuestion, type Turn, turnsOf } from "./turns.ts";
import { problemView, progressLine } from "./under-way.ts";

/** `<chatkit-offline-thread>`: what was said in a thread, and what is being said. */
export class ThreadView extends ChatView {
  #scrolling: Scrolling | undefined;
  #earlier: IntersectionObserver | undefined;
  /** What was drawn last, to tell what is new. */
  #drawn: {
    readonly first: string | undefined;
    readonly question: string | undefined;
    readonly wasLoading: boolean;
  } = { first: undefined, question: undefined, wasLoading: true };
  #release: (() => void) | undefined;
  /** Until it is time to draw again. */
  #rest: Promise<void> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#scrolling?.stop();
    this.#earlier?.disconnect();
    this.#scrolling = undefined;
    this.#earlier = undefined;
  }

  #part(name: string): HTMLElement {
    const found = this.querySelector<HTMLElement>(`.${name}`);
    if (!found) throw new Error(`The thread has no ${name}`);
    return found;
  }

  protected override async scheduleUpdate(): Promise<void> {
    const isIdle = () => this.state.turn.phase === "idle";
    if (!isIdle()) {
      // The end of an answer is not waited for.
      let unsubscribe = () => {};
      const end = new Promise<void>((resolve) => {
        unsubscribe = this.chat.subscribe(() => isIdle() && resolve());
      });
      await Promise.race([this.#rest, end]);
      unsubscribe();
    }
    this.#rest = drawAtPace(() => super.scheduleUpdate());
  }

  protected override willUpdate(): void {
    const { first } = this.#drawn;
    const isPrepended =
      first !== undefined &&
      this.state.items[0]?.id !== first &&
      this.state.items.some(({ id }) => id === first);
    const anchor = isPrepended ? this.#element(first) : null;
    this.#release = anchor ? this.#scrolling?.hold(anchor) : undefined;
  }

  protected override updated(): void {
    const { items, isLoadingThread, turn } = this.state;
    const scrolling = this.#observe();
    this.#release?.();
    const question = newestQuestion(items)?.id;
    const before = this.#drawn;
    this.#drawn = { first: items[0]?.id, question, wasLoading: isLoadingThread };
    if (before.wasLoading && !isLoadingThread) scrolling.goToEnd();
    const isAsked = question !== before.question && turn.phase !== "idle" && !isLoadingThread;
    const asked = isAsked && question ? this.#element(question) : null;
    if (!asked) return;
    if (this.#followsAnswers()) scrolling.goToEnd();
    else scrolling.showAtTop(asked);
  }

  #element(id: string): Element | null {
    return this.querySelector(`[data-id="${CSS.escape(id)}"]`);
  }

  #followsAnswers = (): boolean => this.state.options?.thread?.autoScroll === true;

  /** Begins to observe, once there is something to be observed. */
  #observe(): Scrolling {
    if (this.#scrolling) return this.#scrolling;
    const scroller = this.#part("ck-scroller");
    const parts = { scroller, content: this.#part("ck-log"), room: this.#part("ck-room") };
    const scrolling = new Scrolling(parts, this.#followsAnswers, () => this.requestUpdate());
    this.#scrolling = scrolling;
    this.#earlier = new IntersectionObserver(this.#onEarlier, {
      root: scroller,
      rootMargin: "400px 0px 0px 0px",
    });
    this.#earlier.observe(this.#part("ck-earlier"));
    return scrolling;
  }

  #onEarlier = (entries: readonly IntersectionObserverEntry[]): void => {
    if (entries.at(-1)?.isIntersecting) void this.#loadEarlier();
  };

  #loadEarlier = async (): Promise<void> => {
    const { earlierItems, isLoadingThread } = this.state;
    if (earlierItems !== "some" || isLoadingThread) return;
    try {
      await this.chat.loadEarlierItems();
    } catch (error) {
      this.chat.fail(error);
      return;
    }
    // Observed afresh, the top tells whether it is still in sight.
    const top = this.#part("ck-earlier");
    this.#earlier?.unobserve(top);
    this.#earlier?.observe(top);
  };

  #item = (item: ThreadItem): unknown => {
    const { chat } = this;
    const { abilities, options, imageProgress, thread, turn } = this.state;
    const isNow = isCurrent(item, chat);
    const known = [
      item,
      isNow && turn.phase,
      imageProgress.get(item.id),
      thread?.allowed_image_domains,
      options?.entities,
      abilities,
      chat,
    ];
    return guarded(
      known,
      () => itemView(item, chat),
      (error) => {
        chat.fail(error);
        return brokenItem(item);
      },
    );
  };

  #actions(turn: Turn, isNewest: boolean): unknown {
    const isOver = !isNewest || this.state.turn.phase === "idle";
    if (!isOver) return nothing;
    const { abilities, feedback, options, problem } = this.state;
    const known = [...turn.answer, feedback, options, abilities, problem, isNewest, this.chat];
    const draw = () => {
      const actions = turnActions(turn, this.chat, isNewest);
      return actions === nothing ? nothing : html`<div class="ck-actions">${actions}</div>`;
    };
    return guarded(known, draw, (error) => {
      this.chat.fail(error);
      return nothing;
    });
  }

  #turn = (turn: Turn, isNewest: boolean): unknown => html`
    <div class=${isNewest ? "ck-turn" : "ck-turn ck-turn-past"}>
      ${turn.question ? this.#item(turn.question) : nothing}
      ${repeat(turn.answer, ({ id }) => id, this.#item)}
      ${this.#actions(turn, isNewest)}
    </div>`;

  #earlierView(): unknown {
    const { earlierItems } = this.state;
    if (earlierItems === "none") return nothing;
    return earlierItems === "loading"
      ? html`<span class="ck-quiet" role="status">${spinner()} Earlier messages are loading</span>`
      : html`<button type="button" class="ck-button ck-button-quiet" @click=${this.#loadEarlier}>
          Earlier messages</button>`;
  }

  protected override render(): unknown {
    const { chat } = this;
    const { items, turn, isLoadingThread, earlierItems } = this.state;
    const turns = turnsOf(items);
    const isBusy = turn.phase !== "idle" || isLoadingThread || earlierItems === "loading";
    const isAway = this.#scrolling !== undefined && !this.#scrolling.isNearEnd;
    const key = ({ question, answer }: Turn) => question?.id ?? answer[0]?.id;
    return html`
      <div class="ck-scroller" tabindex="0" role="group" aria-label="Messages">
        <div class="ck-log" role="log" aria-label="Conversation" aria-busy=${isBusy ? "true" : "false"}>
          <div class="ck-earlier">${this.#earlierView()}</div>
          ${
            isLoadingThread
              ? html`<p class="ck-quiet ck-thread-loading" role="status">${spinner()} The chat is loading</p>`
              : repeat(turns, key, (each, index) => this.#turn(each, index === turns.length - 1))
          }
          ${progressLine(chat)} ${problemView(chat)}
        </div>
        <div class="ck-room"></div>
      </div>
      ${
        isAway
          ? html`<button type="button" class="ck-to-end" @click=${this.#toEnd}>
              ${icon("lucide:arrow-down")}<span>Jump to the newest</span></button>`
          : nothing
      }`;
  }

  #toEnd = (): void => {
    this.#scrolling?.goToEnd();
    this.#part("ck-scroller").focus({ preventScroll: true });
  };
}

if (!customElements.get("chatkit-offline-thread")) {
  customElements.define("chatkit-offline-thread", ThreadView);
}
