import { randomBytes } from "node:crypto";
import { type Context, Hono } from "hono";
import { createAttachments } from "../../../templates/+self-hosted+node/server/chatkit/attachments/attachments.ts";
import { createAttachmentRoutes } from "../../../templates/+self-hosted+node/server/chatkit/attachments/routes.ts";
import { NotFoundError } from "../../../templates/+self-hosted+node/server/chatkit/errors.ts";
import { createChatKitServer } from "../../../templates/+self-hosted+node/server/chatkit/server.ts";
import type { Sessions } from "../api/sessions.ts";
import type { ScriptedModel } from "../model/model.ts";
import { OFFLINE_PATH } from "../offline.ts";
import { createAdmission } from "./admission.ts";
import { anyType } from "./any-type.ts";
import { requireSession, type SessionEnv } from "./bearer.ts";
import type { HostedContext } from "./context.ts";
import { limitHistory } from "./history.ts";
import type { Threads } from "./threads.ts";
import { createWorkflow } from "./workflow.ts";

const MEBIBYTE = 1024 * 1024;
/** The largest file that a session can allow; all files of one user are in memory, and no more. */
const LIMITS = { bytes: 512 * MEBIBYTE, bytesPerUser: 512 * MEBIBYTE };

export interface HostedOptions {
  readonly sessions: Sessions;
  readonly threads: Threads;
  readonly model: ScriptedModel;
  /** Told of failures that the page learns nothing about. */
  readonly onFailure: (error: unknown) => void;
}

export interface Hosted {
  readonly routes: Hono<SessionEnv>;
  /** Ends the answers that are under way. */
  close(): Promise<void>;
}

/**
 * The stand-in for ChatKit's backend of hosted workflows: the protocol of self-hosted servers (facts
 * 3) behind a client secret. OpenAI's own endpoint is not published (facts 7.2).
 */
export function createHosted({ sessions, threads, model, onFailure }: HostedOptions): Hosted {
  const store = limitHistory(threads.store);
  const attachments = createAttachments<Pick<HostedContext, "userId" | "origin">>({
    store,
    files: threads.files,
    secret: randomBytes(32).toString("hex"),
    audience: "chatkit-offline",
    path: `${OFFLINE_PATH}conversation/attachments`,
    limits: LIMITS,
    types: anyType,
  });
  const files = createAttachmentRoutes({ attachments, origins: [] });
  const server = createChatKitServer<HostedContext>({
    store,
    attachments,
    handlers: createWorkflow({ model, store }),
    admit: createAdmission(sessions),
    newThreadId: () => `cthr_${randomBytes(16).toString("hex")}`,
    onError: (error) => {
      // A thread may be deleted while it is answered.
      if (!(error instanceof NotFoundError)) onFailure(error);
    },
    // How many are allowed is said by the session.
    limits: { attachmentsPerMessage: Number.POSITIVE_INFINITY },
  });

  const routes = new Hono<SessionEnv>();
  routes.all("/conversation", requireSession(sessions), (c) => {
    const { session } = c.var;
    return server.handle(c.req.raw, {
      userId: session.user,
      origin: originOf(c),
      session,
      hasClientTools: c.req.query("client_tools") !== "none",
    });
  });
  routes.all("/conversation/attachments/:id", (c) =>
    files.signed(c.req.raw, {
      attachmentId: c.req.param("id"),
      contextOf: (userId) => ({ userId, origin: originOf(c) }),
    }),
  );
  routes.get("/session", requireSession(sessions), (c) => {
    const { chatkit_configuration: configuration, expires_at, status } = c.var.session;
    const { file_upload, history } = configuration;
    return c.json({ file_upload, history, expires_at, status }, 200, {
      "Cache-Control": "no-store",
    });
  });
  return { routes, close: () => server.close() };
}

/** Where the page reaches this server: as it says itself, since something may speak https for us. */
function originOf(c: Context): string {
  const { origin, host } = new URL(c.req.url);
  const said = c.req.header("Origin");
  return said && URL.canParse(said) && new URL(said).host === host ? said : origin;
}
