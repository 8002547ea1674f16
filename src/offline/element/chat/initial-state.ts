import type { ChatState, ComposerState, HistoryState, TurnState } from "./state.ts";

export const IDLE_TURN: TurnState = { phase: "idle", allowCancel: false, progress: null };

const EMPTY_COMPOSER: ComposerState = {
  content: [],
  contentVersion: 0,
  reply: null,
  attachments: [],
  toolId: null,
  modelId: null,
};

const UNREAD_HISTORY: HistoryState = {
  isOpen: false,
  threads: [],
  phase: "unread",
  hasMore: false,
};

/** What there is of a thread before one is open. */
export const NO_THREAD = {
  thread: null,
  isLoadingThread: false,
  items: [],
  brought: new Set<string>(),
  earlierItems: "none",
  turn: IDLE_TURN,
  problem: null,
  notices: [],
  feedback: new Map(),
  imageProgress: new Map(),
} satisfies Partial<ChatState>;

/** A chat whose page has said nothing yet. */
export const INITIAL_STATE: ChatState = {
  ...NO_THREAD,
  options: null,
  mode: "custom",
  abilities: {
    attachments: false,
    mentions: false,
    composerTools: false,
    models: false,
    commands: false,
    dictation: false,
    stop: false,
    serverActions: false,
    structuredInput: false,
    feedback: false,
    retry: false,
    history: false,
  },
  failure: null,
  history: UNREAD_HISTORY,
  composer: EMPTY_COMPOSER,
};
