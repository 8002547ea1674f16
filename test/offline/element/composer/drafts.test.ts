import { beforeEach, describe, expect, test } from "vitest";
import { INITIAL_STATE } from "../../../../src/offline/element/chat/initial-state.ts";
import type { ChatState } from "../../../../src/offline/element/chat/state.ts";
import { textContent } from "../../../../src/offline/element/composer/content.ts";
import { Drafts } from "../../../../src/offline/element/composer/drafts.ts";

describe("drafts", () => {
  let drafts: Drafts;
  let state: ChatState;

  /** Goes to a state as the composer does, and takes over what it is told to show. */
  function go(change: Partial<ChatState>): void {
    state = { ...state, ...change };
    drafts.watch(state);
    const draft = drafts.update(state);
    if (draft) state = { ...state, composer: { ...state.composer, ...draft } };
  }
  const thread = (id: string): Partial<ChatState> => ({
    thread: { id, created_at: "", status: { type: "active" }, metadata: {} },
    isLoadingThread: false,
  });
  const type = (text: string) =>
    go({ composer: { ...state.composer, content: textContent(text) } });
  const shown = () => state.composer.content.map(({ text }) => text).join("");
  const load = (id: string) => {
    go({ thread: null, isLoadingThread: true });
    go(thread(id));
  };
  const api = { url: "/chatkit", domainKey: "local" };

  beforeEach(() => {
    drafts = new Drafts();
    state = INITIAL_STATE;
    go({ options: { api } });
  });

  test("wait in their thread", () => {
    load("a");
    type("for a");
    load("b");
    expect(shown()).toBe("");
    type("for b");
    load("a");
    expect(shown()).toBe("for a");
    load("b");
    expect(shown()).toBe("for b");
  });

  test("of a new chat wait in the new chat, with the quote", () => {
    go({ composer: { ...state.composer, content: textContent("new"), reply: "quote" } });
    load("a");
    expect(state.composer).toMatchObject({ content: [], reply: null });
    go({ thread: null });
    expect(shown()).toBe("new");
    expect(state.composer.reply).toBe("quote");
  });

  test("go along into the thread that their message begins", () => {
    go({ turn: { ...state.turn, phase: "waiting" } });
    type("the next");
    // The answer is over before anything is drawn.
    drafts.watch({ ...state, ...thread("a"), turn: { ...state.turn, phase: "streaming" } });
    go({ ...thread("a"), turn: INITIAL_STATE.turn });
    expect(shown()).toBe("the next");
  });

  test("that are begun while a thread loads are for that thread", () => {
    type("new");
    go({ thread: null, isLoadingThread: true });
    type("for a");
    go(thread("a"));
    expect(shown()).toBe("for a");
    go({ thread: null });
    expect(shown()).toBe("new");
  });

  test("that the page puts in before its first thread is there are for that thread", () => {
    drafts = new Drafts();
    state = INITIAL_STATE;
    go({ options: { api, initialThread: "a" } });
    type("from the page");
    load("a");
    expect(shown()).toBe("from the page");
  });
});
