import { Hono } from "hono";
import { OFFLINE_PATH } from "../offline.ts";
import { elementScript } from "./element-script.ts";
import { ApiError, answerUnknown, errorResponse } from "./errors.ts";

/** Puts everything together that is served below {@link OFFLINE_PATH}. */
export function createOfflineApp(): Hono {
  const app = new Hono().basePath(OFFLINE_PATH.replace(/\/$/, ""));
  app.onError((error) => {
    if (error instanceof ApiError) return errorResponse(error);
    return errorResponse(
      new ApiError(500, { message: "The stand-in failed.", type: "server_error" }),
    );
  });
  app.notFound(answerUnknown);
  app.route("/", elementScript());
  return app;
}
