/**
 * A test stand-in for OpenAI's ChatKit script, not a copy of its UI.
 *
 * It is written from the public types of `@openai/chatkit` 1.9.0 and the public self-hosted
 * protocol alone. It is stricter than the real one where a mistake of an app would otherwise stay
 * unseen: unknown options, unknown widget components and leaked hidden items are `chatkit.error`.
 * Like the real element it has no size of its own, is defined some time after the page is parsed,
 * and sends uploads from a frame of the script's own origin.
 */
import(new URL("element.js", document.currentScript.src).href);
