import { Hono } from "hono";
import { appId } from "./app-id.ts";
import { answerError, answerNotFound } from "./errors.ts";
import { createIdentity } from "./identity.ts";
import { createRateLimit, limitBody, limitPerAddress, limitPerUser, limits } from "./limits.ts";
import { type AppEnv, createNetwork } from "./network.ts";
import { sameOriginOnly } from "./same-origin.ts";
import { sessionOptions } from "./session.options.ts";
import { SessionOptionsError } from "./sessions/options.ts";
import { sessionRoutes } from "./sessions/routes.ts";
import { createSessionService } from "./sessions/service.ts";
import { type Settings, SettingsError } from "./settings.ts";
import type { Report } from "./start-up.ts";
import { readWorkflow, type Workflow } from "./workflow.ts";

export interface Backend {
  /** Every route under `/api`. */
  readonly app: Hono<AppEnv>;
  readonly report: Report;
  /** Ends what the app holds open. */
  close(): Promise<void>;
}

/**
 * Puts the API together.
 *
 * @throws SettingsError, if a setting or a session option cannot be used
 */
export async function createApp(settings: Settings): Promise<Backend> {
  const network = createNetwork(settings.trustedProxies);
  const workflow = readWorkflow(settings);
  const problems = [...settings.problems, ...workflow.problems];
  const identity = createIdentity({ ...settings, appId, network, problems: () => problems });
  const sessions = sessionRoutes<AppEnv>({
    service: createService(settings, workflow),
    user: (c) => c.var.user,
    onFailure: ({ details: { code, detail, requestId } }) => {
      if (detail || requestId) {
        console.error([code, detail, requestId].filter(Boolean).join(" · "));
      }
    },
  });

  const app = new Hono<AppEnv>().basePath("/api");
  app.onError(answerError);
  app.use(sameOriginOnly(network, settings.publicUrl), limitBody(limits.bodyBytes));
  app.use("/identity", limitPerAddress(createRateLimit(limits.identitiesPerAddress), network));
  app.route("/identity", identity.routes);
  app.use("/chatkit/*", identity.required);
  app.on(
    ["POST", "DELETE"],
    "/chatkit/*",
    limitPerAddress(createRateLimit(limits.costlyPerAddress), network),
    limitPerUser(createRateLimit(limits.costlyPerUser)),
  );
  app.get("/chatkit/*", limitPerUser(createRateLimit(limits.cheapPerUser)));
  app.route("/chatkit", sessions);
  app.all("*", answerNotFound);

  return {
    app,
    report: { settings, problems, details: { Workflow: workflow.description } },
    close: async () => undefined,
  };
}

function createService(settings: Settings, workflow: Workflow) {
  try {
    return createSessionService({
      apiKey: settings.openaiKey?.value ?? (settings.offline ? "sk-offline" : null),
      baseURL: settings.openaiBaseUrl,
      workflowId: workflow.id,
      options: sessionOptions,
      secret: settings.secret,
      audience: appId,
    });
  } catch (error) {
    if (error instanceof SessionOptionsError) {
      throw new SettingsError(`server/session.options.ts: ${error.message}`);
    }
    throw error;
  }
}
