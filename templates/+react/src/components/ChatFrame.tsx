import type { ReactNode } from "react";
import { type Connection, visibleReports } from "../chat/connection";
import { useStore } from "../hooks/useStore";
import { Notice, ProblemPanel } from "./problems";

export interface ChatFrameProps {
  readonly connection: Connection;
  /** The chat. It is on the page from the moment when it can work. */
  readonly children: ReactNode;
}

/** What stands around the chat: the loading state, the panels and notices, the badges. */
export function ChatFrame({ connection, children }: ChatFrameProps) {
  const state = useStore(connection.state);
  const { blocking, notices } = visibleReports(state);
  const isLoading = state.phase !== "ready" && blocking.length === 0;
  return (
    <section className="chat" aria-label="Chat" aria-busy={isLoading} data-phase={state.phase}>
      {state.identity?.offline && (
        <p className="note" data-note="offline">
          <strong className="badge">offline</strong> This app runs without OpenAI.
        </p>
      )}
      {!window.isSecureContext && (
        <p className="note" data-note="insecure">
          This address is not secure (plain http), so the browser may hold back copying and voice
          input. Use https, or localhost, to have everything.
        </p>
      )}
      {notices.map((report) => (
        <Notice key={report.problem.code} report={report} connection={connection} />
      ))}
      <div className="chat-stage">
        {isLoading && (
          <p className="loading" role="status">
            <span className="spinner" aria-hidden="true" />
            Loading the chat…
          </p>
        )}
        {state.phase !== "connecting" && (
          <div className="chat-element" key={state.attempt} inert={blocking.length > 0}>
            {children}
          </div>
        )}
        {blocking.length > 0 && <ProblemPanel reports={blocking} onRetry={connection.retry} />}
      </div>
    </section>
  );
}
