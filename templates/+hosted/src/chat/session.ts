import { fetchAsVisitor } from "./identity";
import { fromError, fromResponse, ProblemError } from "./problems";
import { createStore, type Store } from "./store";

/** What the page keeps of a session. Its secret goes to ChatKit and nowhere else. */
export interface ChatSession {
  /** The server's own name for the session, needed to refresh it. */
  readonly id: string;
  /** In Unix seconds. */
  readonly expiresAt: number;
}

export interface ChatSessionState {
  readonly session: ChatSession | null;
  readonly isLoading: boolean;
  readonly error: ProblemError | null;
}

export interface ChatSessionClient {
  readonly state: Store<ChatSessionState>;
  /**
   * What ChatKit calls for its first secret, and again with the present one when that runs out.
   *
   * @throws {ProblemError} when the server gives no session.
   */
  getClientSecret(this: void, current: string | null): Promise<string>;
}

interface SessionAnswer {
  readonly client_secret: string;
  readonly expires_at: number;
  readonly session_id: string;
}

const TITLE = "The chat session could not be started";

/** Creates the client of the app's session routes. User and workflow are the server's choice. */
export function createChatSession(): ChatSessionClient {
  const state = createStore<ChatSessionState>({ session: null, isLoading: false, error: null });
  let pending: Promise<string> | null = null;

  async function request(previous: ChatSession | null): Promise<string> {
    state.set({ session: previous, isLoading: true, error: null });
    try {
      const answer = await requestSession(previous);
      const session = { id: answer.session_id, expiresAt: answer.expires_at };
      state.set({ session, isLoading: false, error: null });
      return answer.client_secret;
    } catch (cause) {
      const error = new ProblemError(fromError(cause, TITLE), { cause });
      state.set({ session: previous, isLoading: false, error });
      throw error;
    }
  }

  return {
    state,
    getClientSecret(current) {
      pending ??= request(current === null ? null : state.get().session).finally(() => {
        pending = null;
      });
      return pending;
    },
  };
}

async function requestSession(previous: ChatSession | null): Promise<SessionAnswer> {
  const create = "/api/chatkit/session";
  const refresh = previous && `${create}/${encodeURIComponent(previous.id)}/refresh`;
  let response = await fetchAsVisitor(refresh ?? create, { method: "POST" });
  // The server may no longer know the old session; a new one serves as well.
  if (refresh && response.status === 404) {
    response = await fetchAsVisitor(create, { method: "POST" });
  }
  if (!response.ok) throw new ProblemError(await fromResponse(response, TITLE));
  return (await response.json()) as SessionAnswer;
}
