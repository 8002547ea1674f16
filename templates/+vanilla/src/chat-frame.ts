import type { OpenAIChatKit } from "@openai/chatkit";
import { type Connection, type Report, visibleReports } from "./chat/connection";
import type { Identity } from "./chat/identity";
import { element } from "./dom";
import { notice, problemPanel } from "./problem-view";

export interface ChatFrameOptions {
  readonly connection: Connection;
  /** Creates the chat: once for each try, and not before it can work. */
  readonly createChat: (identity: Identity) => OpenAIChatKit;
}

/** What stands around the chat: the loading state, the panels and notices, the badges. */
export function createChatFrame({ connection, createChat }: ChatFrameOptions): HTMLElement {
  const notes = createSlot();
  const notices = createSlot();
  const loading = createSlot();
  const chat = createSlot("chat-element");
  const panel = createSlot();
  const frame = element(
    "section",
    { className: "chat", ariaLabel: "Chat" },
    notes.root,
    notices.root,
    element("div", { className: "chat-stage" }, loading.root, chat.root, panel.root),
  );

  function render() {
    const state = connection.state.get();
    const visible = visibleReports(state);
    const isBlocked = visible.blocking.length > 0;
    const isLoading = state.phase !== "ready" && !isBlocked;
    frame.dataset.phase = state.phase;
    frame.ariaBusy = String(isLoading);
    chat.root.inert = isBlocked;

    notes.show(String(state.identity?.offline), () => [
      state.identity?.offline ? offlineNote() : null,
      window.isSecureContext ? null : insecureNote(),
    ]);
    notices.show(keyOf(visible.notices), () =>
      visible.notices.map((report) =>
        notice(report, connection.retry, () => connection.dismiss(report)),
      ),
    );
    loading.show(String(isLoading), () => [isLoading ? loadingNote() : null]);
    const identity = state.phase === "connecting" ? null : state.identity;
    chat.show(identity ? `try ${state.attempt}` : "none", () => [
      identity ? createChat(identity) : null,
    ]);
    panel.show(keyOf(visible.blocking), () => [
      isBlocked ? problemPanel(visible.blocking, connection.retry) : null,
    ]);
  }

  connection.state.subscribe(render);
  render();
  return frame;
}

/** A place whose content is made anew only when its key changes, so that it is announced once. */
function createSlot(className = "") {
  const root = element("div", { className });
  let shown: string | undefined;
  return {
    root,
    show(key: string, draw: () => readonly (HTMLElement | null)[]) {
      if (key === shown) return;
      shown = key;
      root.replaceChildren(...draw().filter((node) => node !== null));
    },
  };
}

function keyOf(reports: readonly Report[]): string {
  return JSON.stringify(reports);
}

function loadingNote(): HTMLElement {
  return element(
    "p",
    { className: "loading", role: "status" },
    element("span", { className: "spinner", ariaHidden: "true" }),
    "Loading the chat…",
  );
}

function offlineNote(): HTMLElement {
  return element(
    "p",
    { className: "note", data: { note: "offline" } },
    element("strong", { className: "badge" }, "offline"),
    " This app runs without OpenAI.",
  );
}

function insecureNote(): HTMLElement {
  return element(
    "p",
    { className: "note", data: { note: "insecure" } },
    "This address is not secure (plain http), so the browser may hold back copying and voice input. Use https, or localhost, to have everything.",
  );
}
