import { type Identity, identify } from "./identity";
import { chatKitFailed, fromError, fromSetup, notReady, type Problem } from "./problems";
import { chatKitDefined, loadChatKit } from "./script";
import { createStore, type Store } from "./store";

/** Who tells of a problem. A new one replaces those that its source told before. */
export type ProblemSource = "startup" | "backend" | "chatkit";

/**
 * `blocking` hides the chat, `until-ready` does so only as long as the chat has not appeared, and
 * `notice` never does.
 */
export type Severity = "blocking" | "until-ready" | "notice";

export interface Report {
  readonly source: ProblemSource;
  readonly severity: Severity;
  readonly problem: Problem;
}

/** How far the page has come. */
export interface ConnectionState {
  /** `starting`: the chat is on the page, but ChatKit has not said that it is ready. */
  readonly phase: "connecting" | "starting" | "ready";
  /** Known once the server has answered. */
  readonly identity: Identity | null;
  readonly reports: readonly Report[];
  /** Goes up with every try; a chat element lives for one try. */
  readonly attempt: number;
}

/** Takes the page from nothing to a chat, and knows what went wrong on the way. */
export interface Connection {
  readonly state: Store<ConnectionState>;
  /** Begins; the function it returns ends it. */
  start(): () => void;
  /** Begins again from nothing, as "Try again" asks. */
  retry(): void;
  /** ChatKit has said that it is ready. */
  chatReady(): void;
  /** ChatKit has reported an error. */
  chatFailed(error: Error): void;
  /** A call to the app's own server failed. */
  backendFailed(problem: Problem, severity: Severity): void;
  /** A call to the app's own server went well. */
  backendWorks(): void;
  /** The person has read it. */
  dismiss(report: Report): void;
}

/** What a connection needs of the browser and the server. */
export interface Surroundings {
  readonly identify: () => Promise<Identity>;
  /** Resolves when `<openai-chatkit>` can be used, rejects when its script fails. */
  readonly loadChatKit: () => Promise<void>;
  /** Resolves when `<openai-chatkit>` can be used, however late. */
  readonly chatKitDefined: () => Promise<void>;
  /** The page's host, as it has to stand on the domain allowlist. */
  readonly host: () => string;
  /** How long ChatKit may take to get ready, in milliseconds. */
  readonly readyLimitMs: number;
}

const BROWSER: Surroundings = {
  identify,
  loadChatKit,
  chatKitDefined,
  host: () => location.host,
  readyLimitMs: 20_000,
};

const START: ConnectionState = { phase: "connecting", identity: null, reports: [], attempt: 0 };

/** Creates a connection. Nothing happens before `start` is called. */
export function createConnection(surroundings: Surroundings = BROWSER): Connection {
  const state = createStore(START);
  let readyTimer: ReturnType<typeof setTimeout> | undefined;

  function update(change: Partial<ConnectionState>) {
    state.set({ ...state.get(), ...change });
  }

  function report(...reports: readonly Report[]) {
    const sources = new Set(reports.map(({ source }) => source));
    const others = state.get().reports.filter(({ source }) => !sources.has(source));
    update({ reports: [...others, ...reports] });
  }

  function resolve(gone: (report: Report) => boolean) {
    const left = state.get().reports.filter((report) => !gone(report));
    if (left.length < state.get().reports.length) update({ reports: left });
  }

  async function connect() {
    clearTimeout(readyTimer);
    const attempt = state.get().attempt + 1;
    const isStale = () => state.get().attempt !== attempt;
    state.set({ ...START, attempt });

    const [identified, loaded] = await Promise.allSettled([
      surroundings.identify(),
      surroundings.loadChatKit(),
    ]);
    if (isStale()) return;

    const problems =
      identified.status === "fulfilled"
        ? identified.value.problems.map(setupReport)
        : [startupReport(identified.reason, "You could not be identified")];
    if (loaded.status === "rejected") {
      problems.push(startupReport(loaded.reason, "ChatKit could not be loaded"));
      void surroundings.chatKitDefined().then(() => {
        if (!isStale()) void connect();
      });
    }
    if (problems.length > 0) report(...problems);
    if (identified.status === "rejected") return;
    update({ identity: identified.value });
    if (problems.some(({ severity }) => severity === "blocking")) return;

    update({ phase: "starting" });
    readyTimer = setTimeout(() => {
      report({
        source: "chatkit",
        severity: "until-ready",
        problem: notReady(surroundings.host()),
      });
    }, surroundings.readyLimitMs);
  }

  return {
    state,
    start() {
      void connect();
      return () => {
        clearTimeout(readyTimer);
        // What is still on its way belongs to a try that nobody waits for.
        update({ attempt: state.get().attempt + 1 });
      };
    },
    retry: () => void connect(),
    chatReady() {
      clearTimeout(readyTimer);
      update({ phase: "ready" });
      resolve(({ problem }) => problem.code === "chatkit_not_ready");
    },
    chatFailed(error) {
      const problem = chatKitFailed(error, surroundings.host());
      report({ source: "chatkit", severity: "until-ready", problem });
    },
    backendFailed: (problem, severity) => report({ source: "backend", severity, problem }),
    backendWorks: () => resolve(({ source }) => source === "backend"),
    dismiss: (report) => resolve((other) => other === report),
  };
}

/** Sorts what is wrong into what hides the chat and what is said beside it. */
export function visibleReports(state: ConnectionState): {
  readonly blocking: readonly Report[];
  readonly notices: readonly Report[];
} {
  const known = state.reports.filter(({ source }) => source !== "chatkit");
  // ChatKit's own words are the vaguer ones: they count when nobody knows better.
  const told = known.some(({ source }) => source === "backend") ? known : state.reports;
  const hides = ({ severity }: Report) =>
    severity === "blocking" || (severity === "until-ready" && state.phase !== "ready");
  return { blocking: told.filter(hides), notices: told.filter((report) => !hides(report)) };
}

function startupReport(reason: unknown, title: string): Report {
  return { source: "startup", severity: "blocking", problem: fromError(reason, title) };
}

/** A chat that cannot answer is not shown; a setting that only looks odd is left to try. */
function setupReport(problem: Identity["problems"][number]): Report {
  return {
    source: "startup",
    severity: problem.code.endsWith("_missing") ? "blocking" : "notice",
    problem: fromSetup(problem),
  };
}
