import { render } from "lit/html.js";
import { fixturesOfConversation } from "../../../offline/record/fixtures-of-conversation.ts";
import type { Actions } from "./actions.ts";
import { copyText } from "./clipboard.ts";
import { downloadJson } from "./download.ts";
import { Failure } from "./failure.ts";
import { curlOf, type Replay, replayOf } from "./requests-again.ts";
import { clearExchanges, listen, loadExchange, mintSession } from "./server.ts";
import { apply, INITIAL, type Outcome, routeOf, type State } from "./state.ts";
import { chooseScheme, chosenScheme, showScheme } from "./theme.ts";
import { turnsOf } from "./turns.ts";
import { page } from "./views/page.ts";

/** An open exchange is not asked for anew more often than this. */
const RELOAD_MS = 200;
/** What counts the seconds is drawn anew this often. */
const TICK_MS = 1000;
/** Long enough to read two sentences. */
const SUCCESS_MS = 8000;

let state: State = { ...INITIAL, route: routeOf(location.hash) };
let isDrawing = false;
let willReload = false;

function show(next: Partial<State>): void {
  state = { ...state, ...next };
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    document.title = `${state.info?.appName || "ChatKit"} inspector`;
    render(page(state, actions), document.body);
  });
}

/** Says how something went: a success for a while, a failure until something else is done. */
function say(outcome: Outcome): void {
  show({ outcome });
  if (outcome.isFailure) return;
  setTimeout(() => {
    if (state.outcome === outcome) show({ outcome: null });
  }, SUCCESS_MS);
}

/** Does something that may fail, and says how it went. */
function tell(work: () => Promise<string>): void {
  work().then(
    (text) => say({ text, isFailure: false }),
    (error: unknown) => {
      const text =
        error instanceof Failure ? error.message : "That did not work: chatkit dev did not answer.";
      say({ text, isFailure: true });
    },
  );
}

const actions: Actions = {
  filter: (filter) => show({ filter: { ...state.filter, ...filter } }),
  clear: () => {
    tell(async () => {
      await clearExchanges();
      return "Cleared.";
    });
  },
  mint: () => {
    tell(async () => {
      const { session, clientSecret } = await mintSession();
      await copyText(clientSecret);
      return `Minted ${session.id}; its client secret is in your clipboard.`;
    });
  },
  replay: (exchange) => {
    const replay = replayOf(exchange, location.origin);
    if (replay.possible) tell(() => sendAgain(replay));
    else say({ text: `This request cannot be replayed. ${replay.reason}`, isFailure: true });
  },
  copyCurl: (exchange) => {
    tell(async () => {
      const { command, advice } = curlOf(exchange, location.origin);
      await copyText(command);
      return `Copied as curl. ${advice}`;
    });
  },
  exportFixture: (threadId) => {
    tell(async () => {
      const ids = state.exchanges.filter((one) => one.threadId === threadId).map(({ id }) => id);
      const turns = turnsOf(await Promise.all(ids.map(loadExchange)));
      if (turns.length === 0) throw new Failure("Nothing that a person asked is kept here.");
      const name = `${threadId.replaceAll(/[^\w-]/g, "_")}.json`;
      downloadJson(name, fixturesOfConversation(turns));
      return `Exported ${name}; put it into chatkit/fixtures of the app. It holds what was said; chatkit dev --record also keeps what the server's tools were asked.`;
    });
  },
  copy: (text, what) => {
    tell(async () => {
      await copyText(text);
      return `Copied the ${what}.`;
    });
  },
  openEvent: (index, isOpen) => {
    const openEvents = new Set(state.openEvents);
    if (isOpen) openEvents.add(index);
    else openEvents.delete(index);
    show({ openEvents });
  },
  dismissNotices: () => {
    const dismissedAt = Math.max(...state.notices.map(({ at }) => at));
    show({ notices: [], dismissedAt });
  },
  scheme: (scheme) => {
    chooseScheme(scheme);
    show({});
  },
};

/** Sends a request from here, so that the browser adds the app's cookies; the list shows the answer. */
async function sendAgain(replay: Extract<Replay, { possible: true }>): Promise<string> {
  const { url, method, headers, body } = replay;
  const hasBody = method !== "GET" && method !== "HEAD";
  const response = await fetch(url, { method, headers, body: hasBody ? body : null });
  // Were it not read to its end, a stream would count as stopped by the person.
  response.body
    ?.pipeTo(new WritableStream())
    .catch(() => say({ text: "The replay broke off.", isFailure: true }));
  return `Replayed; the app answered ${response.status}.`;
}

/** Loads the exchange that is open, if what is here of it is not all. */
function loadDetail(): void {
  const { route } = state;
  if (route.tab !== "requests" || route.id === null) return;
  const { id } = route;
  loadExchange(id)
    .then((detail) => {
      if (state.route.tab === "requests" && state.route.id === id) show({ detail });
    })
    .catch((error: unknown) => {
      // Where nobody answers, the top of the page says so, and all is loaded again afterwards.
      if (!(error instanceof Failure)) return;
      show({ detail: null });
      say({ text: error.message, isFailure: true });
    });
}

function loadDetailSoon(): void {
  if (willReload) return;
  willReload = true;
  setTimeout(() => {
    willReload = false;
    loadDetail();
  }, RELOAD_MS);
}

/** Whether what is here of the open exchange is less than what the list knows of it. */
function isBehind(): boolean {
  const { detail, exchanges } = state;
  const known = exchanges.find(({ id }) => id === detail?.id);
  return known !== undefined && detail !== null && known.eventCount !== detail.eventCount;
}

function route(): void {
  const { route: left } = state;
  const next = routeOf(location.hash);
  show({ route: next, detail: null, openEvents: new Set(), outcome: null });
  loadDetail();
  const leftId = left.tab === "requests" ? left.id : null;
  // On a phone the list and what is open take turns, and what had the focus may be gone.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (document.activeElement !== document.body) return;
      const row = leftId && document.querySelector<HTMLElement>(`a[href="#/requests/${leftId}"]`);
      const place = row || document.querySelector<HTMLElement>("main");
      place?.focus();
    }),
  );
}

// The token has done its work; the cookie stands for it from here on.
if (location.search !== "") history.replaceState(null, "", location.pathname + location.hash);
showScheme(chosenScheme());
addEventListener("hashchange", route);
listen({
  message: (message) => {
    show(apply(state, message));
    const { route } = state;
    const openId = route.tab === "requests" ? route.id : null;
    if (openId === null) return;
    if (message.type === "snapshot") loadDetail();
    if (message.type === "exchange" && message.exchange.id === openId) loadDetailSoon();
    if (message.type === "event" && message.id === openId && isBehind()) loadDetailSoon();
  },
  connection: (connection) => show({ connection }),
});
setInterval(() => {
  const { route, exchanges } = state;
  const counts = route.tab === "sessions" || exchanges.some(({ endedMs }) => endedMs === null);
  if (counts && !document.hidden) show({});
}, TICK_MS);
show({});
