import type { Connection, Report } from "../chat/connection";
import type { Problem } from "../chat/problems";

export interface ProblemPanelProps {
  readonly reports: readonly Report[];
  readonly onRetry: () => void;
}

/** Stands where the chat would be, and says why it is not there. */
export function ProblemPanel({ reports, onRetry }: ProblemPanelProps) {
  return (
    <div className="panel-layer">
      <div className="panel">
        {reports.map(({ problem }) => (
          <div key={problem.code} className="problem" role="alert" data-problem={problem.code}>
            <h2>{problem.title}</h2>
            <ProblemText problem={problem} />
          </div>
        ))}
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      </div>
    </div>
  );
}

export interface NoticeProps {
  readonly report: Report;
  readonly connection: Connection;
}

/** A problem beside a chat that may still work. */
export function Notice({ report, connection }: NoticeProps) {
  const { problem } = report;
  return (
    <div className="notice" role="alert" data-problem={problem.code}>
      <div className="problem">
        <strong>{problem.title}</strong>
        <ProblemText problem={problem} />
      </div>
      <div className="notice-actions">
        <button type="button" className="button-quiet" onClick={connection.retry}>
          Try again
        </button>
        <button type="button" className="button-quiet" onClick={() => connection.dismiss(report)}>
          Dismiss
        </button>
      </div>
    </div>
  );
}

function ProblemText({ problem }: { readonly problem: Problem }) {
  const { message, hint, link, requestId } = problem;
  return (
    <>
      {message && <p>{message}</p>}
      {hint && <p>{hint}</p>}
      {link && (
        <p>
          <a href={link.href} target="_blank" rel="noreferrer">
            {link.label}
          </a>
        </p>
      )}
      {requestId && (
        <p className="problem-request">
          Request id: <code>{requestId}</code>
        </p>
      )}
    </>
  );
}
