import { html, LitElement } from "lit";

/** `<openai-chatkit>`, the offline stand-in. */
export class ChatKitElement extends LitElement {
  protected override render(): unknown {
    return html`<p>offline stand-in</p>`;
  }
}
