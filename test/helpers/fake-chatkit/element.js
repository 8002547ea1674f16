import { Chat } from "./chat.js";

/** The fake `<openai-chatkit>`: the methods of the public type, and `fake` for tests to look at. */
class FakeChatKit extends HTMLElement {
  #chat = new Chat(this);
  fake = this.#chat.fake;

  connectedCallback() {
    this.#chat.connect();
  }

  setOptions(options) {
    this.#chat.setOptions(options);
  }

  focusComposer() {
    return this.#chat.focusComposer();
  }

  setThreadId(threadId) {
    return this.#chat.setThreadId(threadId);
  }

  sendCustomAction(action, itemId) {
    return this.#chat.sendCustomAction(action, itemId);
  }

  sendUserMessage(message) {
    return this.#chat.sendUserMessage(message);
  }

  setComposerValue(value) {
    return this.#chat.setComposerValue(value);
  }

  showHistory() {
    return this.#chat.showHistory();
  }

  hideHistory() {
    return this.#chat.hideHistory();
  }

  fetchUpdates() {
    return this.#chat.fetchUpdates();
  }
}

customElements.define("openai-chatkit", FakeChatKit);
