import type { ChatKitOptions, ColorScheme, OpenAIChatKit } from "@openai/chatkit";

/** How long ChatKit's script may take, in milliseconds, before a person is told. */
const SCRIPT_LIMIT_MS = 15_000;

/** What our session endpoint answers. */
interface Session {
  readonly client_secret: string;
  readonly session_id: string;
}

/** A reason why there is no chat, with what to do about it. */
class Problem extends Error {
  constructor(
    message: string,
    readonly hint: string | null,
  ) {
    super(message);
  }
}

const chat = element<OpenAIChatKit>("openai-chatkit");
const notice = element("[role=alert]");
const dark = matchMedia("(prefers-color-scheme: dark)");
let session: Session | null = null;
/** What the chat chose; until then it is the browser's choice. */
let scheme: ColorScheme | null = null;

void start();

async function start(): Promise<void> {
  try {
    await scriptLoaded();
    const show = () => chat.setOptions(options());
    show();
    dark.addEventListener("change", show);
    chat.addEventListener("chatkit.error", ({ detail }) => tell(detail.error));
  } catch (error) {
    tell(error);
  }
}

function options(): ChatKitOptions {
  return {
    api: { getClientSecret },
    theme: scheme ?? (dark.matches ? "dark" : "light"),
    frameTitle: "Chat with your workflow",
    onClientTool: ({ name, params }) => run(name, params),
    widgets: {
      onAction: async ({ type, payload = {} }) => {
        const answer = run(type, payload);
        if (!answer.success) tell(new Problem(answer.error, null));
      },
    },
  };
}

/** What a tool of this page answers. */
type ToolAnswer = { success: true } | { success: false; error: string };

/** Does what a workflow wants of its page. What cannot be done here goes back to it as an error. */
function run(name: string, { theme }: Record<string, unknown>): ToolAnswer {
  if (name !== "switch_theme") {
    return { success: false, error: `chatkit dev's own page has no "${name}"; your app may.` };
  }
  if (theme !== "light" && theme !== "dark") {
    return { success: false, error: "theme has to be light or dark." };
  }
  scheme = theme;
  document.documentElement.style.colorScheme = theme;
  chat.setOptions(options());
  return { success: true };
}

/** ChatKit asks with null at first, and with the present secret when that runs out. */
async function getClientSecret(current: string | null): Promise<string> {
  try {
    const renewed =
      current !== null && session ? await ask(`/${session.session_id}/refresh`) : null;
    // The gateway may have started again, and then knows none of its earlier sessions.
    session = renewed ?? (await ask(""));
    if (!session) throw new Problem("The gateway opens no sessions.", null);
    notice.hidden = true;
    return session.client_secret;
  } catch (error) {
    tell(error);
    throw error;
  }
}

/** @returns null where there is no such session */
async function ask(path: string): Promise<Session | null> {
  const response = await fetch(`/api/chatkit/session${path}`, { method: "POST" }).catch(() => {
    throw new Problem("chatkit dev does not answer.", "Start it again in your terminal.");
  });
  if (response.ok) return (await response.json()) as Session;
  if (response.status === 404 && path !== "") return null;
  const answer = (await response.json().catch(() => null)) as {
    readonly error?: { readonly message?: string; readonly hint?: string };
  } | null;
  throw new Problem(
    answer?.error?.message ?? `The session endpoint answered HTTP ${response.status}.`,
    answer?.error?.hint ?? null,
  );
}

async function scriptLoaded(): Promise<void> {
  const late = new Promise<never>((_resolve, reject) => {
    setTimeout(() => {
      const message = "ChatKit's script did not come from cdn.platform.openai.com.";
      reject(new Problem(message, "Check the network, and what blocks scripts in this browser."));
    }, SCRIPT_LIMIT_MS);
  });
  await Promise.race([customElements.whenDefined("openai-chatkit"), late]);
}

function tell(error: unknown): void {
  const [headline, hint] = [element("[role=alert] strong"), element("[role=alert] span")];
  headline.textContent = error instanceof Error ? error.message : String(error);
  hint.textContent =
    error instanceof Problem && error.hint ? error.hint : "The inspector shows what was asked.";
  notice.hidden = false;
}

function element<Kind extends HTMLElement>(selector: string): Kind {
  const found = document.querySelector<Kind>(selector);
  if (!found) throw new Error(`The page has no ${selector}`);
  return found;
}
