import { Hono } from "hono";
import { ApiError } from "../api/errors.ts";

/** Names that apps are likely to look for; a request may name any other model, too. */
const MODELS = [
  "gpt-5.2",
  "gpt-5",
  "gpt-5-mini",
  "gpt-4.1",
  "gpt-4.1-mini",
  "gpt-4o",
  "gpt-4o-mini-transcribe",
  "gpt-4o-transcribe",
  "whisper-1",
];
/** The day on which gpt-4.1 came out; every model has some day. */
const CREATED = 1_744_588_800;

/** The list of models: https://platform.openai.com/docs/api-reference/models */
export function modelListRoutes(): Hono {
  const routes = new Hono();
  routes.get("/", (c) => c.json({ object: "list", data: MODELS.map(described) }));
  routes.get("/:id", (c) => {
    const id = c.req.param("id");
    if (MODELS.includes(id)) return c.json(described(id));
    throw new ApiError(404, {
      message: `The offline stand-in does not list the model '${id}'. It answers under any name.`,
      param: "model",
      code: "model_not_found",
    });
  });
  return routes;
}

function described(id: string) {
  return { id, object: "model", created: CREATED, owned_by: "offline-stand-in" };
}
