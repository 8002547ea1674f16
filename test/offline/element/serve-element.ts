import { tmpdir } from "node:os";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { elementScript } from "../../../src/offline/api/element-script.ts";
import { icons } from "../../../src/offline/api/icons.ts";
import { OFFLINE_PATH } from "../../../src/offline/offline.ts";
import type { AttachmentContext } from "../../../templates/+self-hosted+node/server/chatkit/attachments/addresses.ts";
import { createAttachments } from "../../../templates/+self-hosted+node/server/chatkit/attachments/attachments.ts";
import { createAttachmentRoutes } from "../../../templates/+self-hosted+node/server/chatkit/attachments/routes.ts";
import {
  createMemoryFiles,
  createMemoryStore,
} from "../../../templates/+self-hosted+node/server/chatkit/memory-store.ts";
import {
  type ChatKitHandlers,
  createChatKitServer,
} from "../../../templates/+self-hosted+node/server/chatkit/server.ts";
import type { Store } from "../../../templates/+self-hosted+node/server/chatkit/store.ts";
import { type LocalServer, listen } from "../../helpers/http.ts";

export type Handlers = ChatKitHandlers<AttachmentContext>;

/** Who chats in every test. */
export const USER = "somebody";

const ATTACHMENTS = "/api/attachments";

/** A page with the element in it, and the server behind. */
export interface ServedElement extends LocalServer {
  /** What the server keeps of {@link USER}. */
  readonly store: Store;
  /** What the element asked the server for, oldest first. */
  readonly requests: readonly { readonly type: string; readonly params: Record<string, unknown> }[];
  /** Headers of the newest request. */
  readonly headers: () => Headers;
  /** What no client is told. */
  readonly failures: readonly unknown[];
}

export interface ServeElementOptions {
  /** The page's own HTML; the element's script is at `/__chatkit/offline/chatkit.js`. */
  readonly page: string;
  /** Says "You said: …" by default. */
  readonly handlers?: Partial<Handlers>;
  /** Serves the stand-in for OpenAI as well, with sessions and the scripted model. */
  readonly hosted?: boolean;
  /** Answers before everything else, where a test has an own idea; undefined for the usual. */
  readonly answer?: (request: Request) => Promise<Response | undefined> | Response | undefined;
}

/**
 * Serves a page, the offline stand-ins (the element's script among them), and the protocol server of
 * generated apps at `/chatkit`.
 */
export async function serveElement({
  page,
  handlers = {},
  answer,
  hosted = false,
}: ServeElementOptions): Promise<ServedElement> {
  const store = createMemoryStore();
  const failures: unknown[] = [];
  const requests: { type: string; params: Record<string, unknown> }[] = [];
  let headers = new Headers();
  const attachments = createAttachments<AttachmentContext>({
    secret: "s".repeat(32),
    audience: "test",
    path: ATTACHMENTS,
    store,
    files: createMemoryFiles(),
  });
  const routes = createAttachmentRoutes({ attachments, origins: [] });
  const chatkit = createChatKitServer<AttachmentContext>({
    store,
    attachments,
    handlers: { respond: repeat, ...handlers },
    admit: ({ type, params }) => {
      requests.push({ type, params });
    },
    onError: (error) => failures.push(error),
  });
  const contextOf = (userId: string) => ({ userId, origin: server.origin });

  const offline = hosted ? await standInApi(failures) : null;
  const app = new Hono()
    .use(async (c, next) => (await answer?.(c.req.raw)) ?? next())
    .get("/", (c) => c.html(page))
    .route(OFFLINE_PATH, new Hono().route("/", elementScript()).route("/icons", icons()))
    .post("/chatkit", (c) => {
      headers = c.req.raw.headers;
      return chatkit.handle(c.req.raw, contextOf(USER));
    })
    .post(ATTACHMENTS, (c) => routes.direct(c.req.raw, contextOf(USER)))
    .all(`${ATTACHMENTS}/:id`, (c) =>
      routes.signed(c.req.raw, { attachmentId: c.req.param("id"), contextOf }),
    );
  const listener = getRequestListener(app.fetch);
  const server = await listen((request, response) => {
    if (offline && request.url?.startsWith(OFFLINE_PATH)) offline.handle(request, response);
    else return listener(request, response);
  });
  return {
    ...server,
    store,
    requests,
    headers: () => headers,
    failures,
    close: async () => {
      await chatkit.close();
      await offline?.close();
      await server.close();
    },
  };
}

/** Everything that `chatkit dev --offline` serves, for a chat with a hosted workflow. */
async function standInApi(failures: unknown[]) {
  // Loaded where it is needed: most tests are of an app with a server of its own.
  const { createOffline } = await import("../../../src/offline/create-offline.ts");
  return createOffline({
    // A directory without fixtures.
    cwd: tmpdir(),
    speed: "instant",
    strict: false,
    onWarning: (message) => failures.push(message),
  });
}

const repeat: Handlers["respond"] = async function* ({ thread, message }) {
  const said = message?.content.map(({ text }) => text).join("") ?? "nothing";
  yield {
    type: "thread.item.done",
    item: {
      type: "assistant_message",
      id: `msg_${crypto.randomUUID()}`,
      thread_id: thread.id,
      created_at: new Date().toISOString(),
      content: [{ type: "output_text", text: `You said: ${said}`, annotations: [] }],
    },
  };
};
