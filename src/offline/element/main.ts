import { ChatKitElement } from "./chatkit-element.ts";

// A page may load the script twice, as the real one.
if (!customElements.get("openai-chatkit")) customElements.define("openai-chatkit", ChatKitElement);
