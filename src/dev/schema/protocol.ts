import { z } from "zod";
import schema from "./protocol.schema.json" with { type: "json" };

/**
 * What a ChatKit server may tell its client, made from the protocol's types (`npm run generate`).
 * Null is no value on the wire, and unknown keys are allowed: a server may tell more.
 */

type Name = keyof typeof schema.definitions;

function definition(name: Name): z.ZodType {
  const { $schema, definitions } = schema;
  return fromSchema({ $schema, $ref: `#/definitions/${name}`, definitions });
}

function fromSchema(json: object): z.ZodType {
  // The type of a JSON module has plain text where a JSON Schema has a few words.
  return z.fromJSONSchema(json as Parameters<typeof z.fromJSONSchema>[0]);
}

const page = (entry: z.ZodType) =>
  z.object({ data: z.array(entry), has_more: z.boolean(), after: z.string().optional() });

const thread = definition("Thread");
const item = definition("ThreadItem");

/** One event of a stream. */
export const streamEvent = fromSchema(schema);

/** The answers that are no stream, by the operation that is answered. */
export const answers: Readonly<Record<string, z.ZodType>> = {
  "threads.get_by_id": thread,
  "threads.list": page(thread),
  "threads.update": thread,
  "threads.delete": z.object({}),
  "threads.sync_custom_action": z.object({ updated_item: item.optional() }),
  "items.list": page(item),
  "items.feedback": z.object({}),
  "attachments.create": definition("Attachment"),
  "attachments.delete": z.object({}),
  "input.transcribe": z.object({ text: z.string() }),
  // Ours and the hosted template's, as `src/chat/session.ts` of an app reads them.
  "session.create": z.object({ client_secret: z.string() }),
  "session.refresh": z.object({ client_secret: z.string() }),
};
