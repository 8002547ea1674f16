import { html, ReactiveElement, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import type { AnyIcon } from "../chat/state.ts";
import { controlIcons } from "./control-icons.ts";
import type { Drawing } from "./drawing.ts";
import { headerIcons } from "./header-icons.ts";
import css from "./icon.css";
import { pictureOf } from "./picture.ts";
import { remoteIcon } from "./remote-icons.ts";
import { sharedIcons } from "./shared-icons.ts";

export const styles = css;

const LUCIDE = "lucide:";

/** What stands for an icon that is not known here, such as one of a vendor: a dashed square. */
const PLACEHOLDER: Drawing = [
  ["rect", { x: 4, y: 4, width: 16, height: 16, rx: 4, "stroke-dasharray": "3 3" }],
];

function own(icons: Readonly<Record<string, Drawing>>, name: string): Drawing | undefined {
  return Object.hasOwn(icons, name) ? icons[name] : undefined;
}

/**
 * The drawing of an icon that is in the bundle.
 *
 * @param name of any set of @openai/chatkit or of Python's `chatkit.icons`
 * @returns undefined for one that has to be fetched or is not known
 */
function bundledIcon(name: string): Drawing | undefined {
  if (name.startsWith(LUCIDE)) return own(controlIcons, name.slice(LUCIDE.length));
  return own(sharedIcons, name) ?? own(headerIcons, name);
}

/** `<chatkit-offline-icon>`: draws an icon, once it is there. */
class Icon extends ReactiveElement {
  static override properties = { name: {} };
  declare name: string;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override update(changed: Map<PropertyKey, unknown>): void {
    super.update(changed);
    const { name } = this;
    const bundled = bundledIcon(name);
    if (bundled) this.#draw(bundled);
    else if (name.startsWith(LUCIDE)) void this.#drawRemote(name);
    else this.#drawPlaceholder();
  }

  #draw(drawing: Drawing): void {
    this.removeAttribute("title");
    this.replaceChildren(pictureOf(drawing));
  }

  #drawPlaceholder(): void {
    this.#draw(PLACEHOLDER);
    this.title = this.name;
  }

  async #drawRemote(name: string): Promise<void> {
    this.replaceChildren();
    const drawing = await remoteIcon(name.slice(LUCIDE.length));
    if (name !== this.name) return;
    if (drawing) this.#draw(drawing);
    else this.#drawPlaceholder();
  }
}

if (!customElements.get("chatkit-offline-icon"))
  customElements.define("chatkit-offline-icon", Icon);

/** How an icon is shown. */
export interface IconOptions {
  /** A CSS length; that of the text around it (1.25em) by default. */
  readonly size?: string;
  /** What it says where no text beside it does; without one it is an ornament. */
  readonly label?: string;
  /** Points the other way where text runs from right to left. */
  readonly mirrored?: boolean;
}

/**
 * An icon by its name.
 *
 * @param name of any set of @openai/chatkit or of Python's `chatkit.icons`; `lucide:<name>` is any
 * icon of Lucide; what is not known becomes a placeholder that is titled with the name
 */
export function icon(name: AnyIcon, options: IconOptions = {}): TemplateResult {
  const { size, label, mirrored } = options;
  // The style is set as a property: a strict policy of the page allows no such attribute.
  return html`<chatkit-offline-icon
    class="ck-icon${mirrored ? " ck-icon-mirrored" : ""}"
    .name=${String(name)}
    .style=${size === undefined ? "" : `--ck-icon-size: ${size}`}
    role=${ifDefined(label === undefined ? undefined : "img")}
    aria-label=${ifDefined(label)}
    aria-hidden=${ifDefined(label === undefined ? "true" : undefined)}
  ></chatkit-offline-icon>`;
}
