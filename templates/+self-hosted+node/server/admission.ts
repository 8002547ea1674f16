import type { ChatKitRequest } from "./chatkit/requests.ts";
import type { RequestContext } from "./context.ts";
import { createRateLimit, limits } from "./limits.ts";

/** Requests that neither make the model work nor store a file. */
const CHEAP: ReadonlySet<ChatKitRequest["type"]> = new Set([
  "threads.get_by_id",
  "threads.list",
  "threads.update",
  "threads.delete",
  "items.list",
  "items.feedback",
  "attachments.delete",
]);

/** Counts the requests of users and networks. */
export interface Admission {
  /**
   * Lets a ChatKit request pass.
   *
   * @throws AppError 429, if there were too many
   */
  admit(request: ChatKitRequest, context: RequestContext): Promise<void>;
  /**
   * Counts a request that makes the model work or stores a file.
   *
   * @throws AppError 429, if there were too many
   */
  costly(context: RequestContext): Promise<void>;
  /**
   * Counts an upload to a signed address.
   *
   * @throws AppError 429, if there were too many
   */
  upload(context: RequestContext): Promise<void>;
}

/** Each copy of the server counts for itself. */
export function createAdmission(): Admission {
  const costlyPerUser = createRateLimit(limits.costlyPerUser);
  const costlyPerAddress = createRateLimit(limits.costlyPerAddress);
  const uploadsPerUser = createRateLimit(limits.costlyPerUser);
  const cheapPerUser = createRateLimit(limits.cheapPerUser);

  const costly = async ({ userId, network }: RequestContext) => {
    await costlyPerUser.consume(userId);
    await costlyPerAddress.consume(network);
  };
  return {
    admit: (request, context) =>
      CHEAP.has(request.type) ? cheapPerUser.consume(context.userId) : costly(context),
    costly,
    upload: ({ userId }) => uploadsPerUser.consume(userId),
  };
}
