import { Hono } from "hono";
import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import type { Hosted } from "../hosted/routes.ts";
import fixturesSchema from "../model/fixtures/fixtures.schema.json" with { type: "json" };
import { OFFLINE_PATH } from "../offline.ts";
import { elementScript } from "./element-script.ts";
import { ApiError, answerUnknown, errorResponse } from "./errors.ts";
import { icons } from "./icons.ts";

/** A page of the public web may ask an address of this machine only where that says so. */
const allowPrivateNetwork = createMiddleware(async (c, next) => {
  await next();
  if (c.req.header("Access-Control-Request-Private-Network")) {
    c.res.headers.set("Access-Control-Allow-Private-Network", "true");
  }
});

export interface OfflineAppOptions {
  /** The stand-in for OpenAI's API. */
  readonly api: Hono;
  readonly hosted: Hosted["routes"];
  /** Told of failures that nobody foresaw. */
  readonly onFailure: (error: unknown) => void;
}

/** Puts everything together that is served below {@link OFFLINE_PATH}. */
export function createOfflineApp({ api, hosted, onFailure }: OfflineAppOptions): Hono {
  const app = new Hono().basePath(OFFLINE_PATH.replace(/\/$/, ""));
  app.onError((error, c) => {
    if (error instanceof ApiError) return errorResponse(error);
    // Whoever left in the middle of a request hears no answer, and nothing of ours has failed.
    if (!c.req.raw.signal.aborted) onFailure(error);
    const message = "The offline stand-in failed. The terminal shows why.";
    return errorResponse(new ApiError(500, { message, type: "server_error" }));
  });
  app.notFound(answerUnknown);
  // Pages of other origins come this far only where the gateway's guard lets them in.
  app.use(
    allowPrivateNetwork,
    cors({ origin: (origin) => origin, exposeHeaders: ["x-request-id", "retry-after"] }),
  );
  app.route("/", elementScript());
  app.route("/icons", icons());
  app.get("/fixtures.schema.json", (c) => c.json(fixturesSchema));
  app.route("/v1", api);
  app.route("/", hosted);
  return app;
}
