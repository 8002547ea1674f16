/** Nearer to the end than this counts as at the end; in CSS pixels. */
const NEAR = 80;
/** What stays free above a message that is shown at the top. */
const ABOVE = 16;

const HANDS = ["wheel", "touchmove", "keydown", "pointerdown"] as const;

/** What a thread scrolls. */
export interface ScrollParts {
  readonly scroller: HTMLElement;
  /** All that can be read. */
  readonly content: HTMLElement;
  /** Empty room below, so that a new question can stand at the top before its answer is there. */
  readonly room: HTMLElement;
}

/**
 * Keeps a thread where its reader wants it: at the newest item while they are there and want to
 * follow it, at the same words while earlier items arrive above.
 */
export class Scrolling {
  /** Whether the end is in sight. */
  isNearEnd = true;
  readonly #parts: ScrollParts;
  readonly #follows: () => boolean;
  readonly #onMove: () => void;
  readonly #observer = new ResizeObserver(() => this.#onGrowth());
  /** Until a hand is on it, a thread stays where it was put while what is in it gets its size. */
  #isSettling = true;
  /** The question that it was put at; null for the end. */
  #atTop: Element | null = null;

  /**
   * @param follows whether a growing answer is to be followed
   * @param onMove called when the end comes into sight or leaves it
   */
  constructor(parts: ScrollParts, follows: () => boolean, onMove: () => void) {
    this.#parts = parts;
    this.#follows = follows;
    this.#onMove = onMove;
    const { scroller, content } = parts;
    this.#observer.observe(content);
    this.#observer.observe(scroller);
    scroller.addEventListener("scroll", this.#onScroll, { passive: true });
    for (const hand of HANDS) scroller.addEventListener(hand, this.#onHand, { passive: true });
  }

  /** Ends all observation. */
  stop(): void {
    const { scroller } = this.#parts;
    this.#observer.disconnect();
    scroller.removeEventListener("scroll", this.#onScroll);
    for (const hand of HANDS) scroller.removeEventListener(hand, this.#onHand);
  }

  /** Goes to the end, and stays there until a hand is on the thread. */
  goToEnd(): void {
    this.#isSettling = true;
    this.#atTop = null;
    this.#settle();
    this.#measure();
  }

  /** Shows a new question at the top, and leaves the answer room below it. */
  showAtTop(question: Element): void {
    this.#isSettling = true;
    this.#atTop = question;
    this.#settle();
    this.#measure();
  }

  /**
   * Keeps an element in its place on the screen while earlier items arrive above it.
   *
   * @returns what is to be called after the change
   */
  hold(element: Element): () => void {
    const { scroller } = this.#parts;
    if (CSS.supports("overflow-anchor", "auto")) {
      // The browser keeps what is in sight in its place by itself, but for the very top.
      if (scroller.scrollTop < 1) scroller.scrollTop = 1;
      return () => {};
    }
    const before = element.getBoundingClientRect().top;
    return () => {
      scroller.scrollTop += element.getBoundingClientRect().top - before;
    };
  }

  /** How far the end of the content is below the window of the scroller; in CSS pixels. */
  #beyond(): number {
    const { scroller, content } = this.#parts;
    return content.getBoundingClientRect().bottom - scroller.getBoundingClientRect().bottom;
  }

  #fitRoom(): void {
    const { scroller, content, room } = this.#parts;
    const question = this.#atTop?.isConnected ? this.#atTop : null;
    const used = question
      ? content.getBoundingClientRect().bottom - question.getBoundingClientRect().top + ABOVE
      : scroller.clientHeight;
    room.style.height = `${Math.max(0, scroller.clientHeight - used)}px`;
  }

  #toEnd(): void {
    const beyond = this.#beyond();
    if (beyond > 0) this.#parts.scroller.scrollTop += beyond;
  }

  #settle(): void {
    const { scroller } = this.#parts;
    this.#fitRoom();
    if (!this.#atTop?.isConnected) {
      this.#toEnd();
      return;
    }
    const top = this.#atTop.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    scroller.scrollTop += top - ABOVE;
  }

  #onGrowth(): void {
    if (this.#isSettling) this.#settle();
    else {
      this.#fitRoom();
      if (this.isNearEnd && this.#follows()) this.#toEnd();
    }
    this.#measure();
  }

  #onScroll = (): void => this.#measure();

  #onHand = (): void => {
    this.#isSettling = false;
  };

  #measure(): void {
    const isNear = this.#beyond() < NEAR;
    if (isNear === this.isNearEnd) return;
    this.isNearEnd = isNear;
    this.#onMove();
  }
}
