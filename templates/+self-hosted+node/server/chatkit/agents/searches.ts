import type { Owner } from "../store.ts";
import type { FileTask, UrlSource, WebSearchTask } from "../types.ts";
import type { AgentContext } from "./context.ts";
import type { OutputItem } from "./model-events.ts";

type WebSearch = Extract<OutputItem, { type: "web_search_call" }>;
type FileSearch = Extract<OutputItem, { type: "file_search_call" }>;
type Search = WebSearch | FileSearch;
type SearchTask = WebSearchTask | FileTask;

/** The model's searches on the web and in files, each a task of the workflow. */
export class Searches<Context extends Owner> {
  readonly #context: AgentContext<Context>;
  /** By the index of the search in the output of the model. */
  readonly #running = new Map<number, SearchTask>();

  constructor(context: AgentContext<Context>) {
    this.#context = context;
  }

  /** Shows that the model searches. */
  begin(outputIndex: number, search: Search): void {
    const task = describe(search, "loading");
    this.#running.set(outputIndex, task);
    this.#context.addWorkflowTask(task);
  }

  /** Shows what a search was for and what it found. */
  end(outputIndex: number, search: Search): void {
    const isOver = search.status === "completed";
    const task = describe(search, isOver ? "complete" : "none");
    const running = this.#running.get(outputIndex);
    this.#running.delete(outputIndex);
    const tasks = this.#context.workflowItem?.workflow.tasks ?? [];
    const index = running ? tasks.indexOf(running) : -1;
    // The workflow may have ended meanwhile: then the search is over for the reader as well.
    if (index >= 0) {
      this.#context.updateWorkflowTask(task, index);
    } else if (!running) {
      this.#context.addWorkflowTask(task);
    }
  }
}

function describe(search: Search, status: SearchTask["status_indicator"]): SearchTask {
  return search.type === "web_search_call"
    ? describeWebSearch(search, status)
    : describeFileSearch(search, status);
}

function describeWebSearch(
  { action }: Partial<WebSearch>,
  status_indicator: WebSearchTask["status_indicator"],
): WebSearchTask {
  const { queries, urls } = readAction(action);
  const [title_query] = queries;
  return {
    type: "web_search",
    status_indicator,
    ...(title_query ? { title_query } : {}),
    queries,
    sources: urls.map(pageSource),
  };
}

/** What was looked for, and where. A search that has just begun tells neither. */
function readAction(action: WebSearch["action"] | undefined): {
  queries: string[];
  urls: string[];
} {
  switch (action?.type) {
    case "search": {
      const queries = action.queries ?? (action.query ? [action.query] : []);
      // Sources of other kinds, such as a weather service, have no address.
      return { queries, urls: (action.sources ?? []).flatMap(({ url }) => url || []) };
    }
    case "open_page":
      return { queries: [], urls: action.url ? [action.url] : [] };
    case "find_in_page":
      return { queries: [action.pattern], urls: [action.url] };
    default:
      return { queries: [], urls: [] };
  }
}

function pageSource(url: string): UrlSource {
  return { type: "url", url, title: URL.canParse(url) ? new URL(url).hostname : url };
}

function describeFileSearch(
  { queries = [], results }: Partial<FileSearch>,
  status_indicator: FileTask["status_indicator"],
): FileTask {
  const names = new Set((results ?? []).flatMap(({ filename }) => filename || []));
  return {
    type: "file",
    status_indicator,
    ...(queries.length > 0 ? { title: queries.join(", ") } : {}),
    sources: [...names].map((filename) => ({ type: "file", filename, title: filename })),
  };
}
