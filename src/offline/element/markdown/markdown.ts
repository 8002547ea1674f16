import { html, noChange } from "lit";
import { Directive, directive } from "lit/directive.js";
import { blocks } from "./blocks.ts";
import css from "./markdown.css";
import { type Mark, withSigns } from "./marks.ts";
import { parsed } from "./parsed.ts";

/** How Markdown is drawn. */
export interface MarkdownOptions {
  /** More of the text is to come, so that its end is not final. */
  readonly streaming?: boolean | undefined;
  /** Hosts that pictures may come from, the thread's `allowed_image_domains`; none by default. */
  readonly allowedImageDomains?: readonly string[] | undefined;
  /** Told of a click on a `chatkit-link://` link; without it such a link is plain text. */
  readonly onLink?: ((name: string, data: Record<string, unknown>) => void) | undefined;
  /** What stands in the text, such as the numbers of sources. */
  readonly marks?: readonly Mark[] | undefined;
}

/** What the drawing functions need to know. */
export interface Drawing {
  readonly allowedImageDomains: readonly string[];
  readonly onLink: MarkdownOptions["onLink"];
  readonly marks: readonly Mark[];
}

const same = (one: MarkdownOptions, other: MarkdownOptions) =>
  one.streaming === other.streaming &&
  one.allowedImageDomains === other.allowedImageDomains &&
  one.onLink === other.onLink &&
  one.marks === other.marks;

class Markdown extends Directive {
  #text: string | undefined;
  #options: MarkdownOptions = {};

  override render(text: string, options: MarkdownOptions = {}): unknown {
    if (text === this.#text && same(options, this.#options)) return noChange;
    this.#text = text;
    this.#options = options;
    const { streaming = false, marks = [], allowedImageDomains = [], onLink } = options;
    // What a server sends for a text need not be one.
    const written = typeof text === "string" ? text : "";
    const signed = marks.length > 0 ? withSigns(written, marks) : written;
    const tokens = parsed(signed, streaming);
    const drawing: Drawing = { allowedImageDomains, onLink, marks };
    return html`<div class=${streaming ? "ck-markdown ck-streaming" : "ck-markdown"}>${blocks(tokens, drawing)}</div>`;
  }
}

/**
 * Draws Markdown (GFM).
 *
 * The parsed text becomes elements of this code's own choosing, and each piece of it the data of a
 * text node or a checked address. Nothing is ever parsed as HTML, so there is no markup to sanitise:
 * tags in the text are shown as they are written.
 *
 * @param text Markdown, from anybody
 */
export const markdown = directive(Markdown);

/** The style sheet of Markdown. */
export const styles: string = css;
