import { useState } from "react";
import type { ProblemError } from "../chat/problems";
import { type ChatSession, createChatSession } from "../chat/session";
import { useStore } from "./useStore";

export interface UseChatSession {
  /** For ChatKit's `api` option. */
  readonly getClientSecret: (current: string | null) => Promise<string>;
  readonly session: ChatSession | null;
  readonly isLoading: boolean;
  readonly error: ProblemError | null;
}

/** A chat session of this visitor; the server decides whose it is and which workflow it runs. */
export function useChatSession(): UseChatSession {
  const [client] = useState(createChatSession);
  return { getClientSecret: client.getClientSecret, ...useStore(client.state) };
}
