import type {
  UserMessageContent,
  UserMessageItem,
} from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { UNCONFIRMED } from "./apply-event.ts";
import { newKey } from "./keys.ts";
import type { OutgoingMessage } from "./state.ts";

/** A message as the wire has it (facts 3.1). */
export function inputOf({ content, attachments, quotedText, toolId, modelId }: OutgoingMessage) {
  return {
    content: [...content],
    attachments: attachments.map(({ id }) => id),
    ...(quotedText && { quoted_text: quotedText }),
    inference_options: {
      ...(modelId && { model: modelId }),
      ...(toolId && { tool_choice: { id: toolId } }),
    },
  };
}

/** A message as it is shown before the server has confirmed it. */
export function unconfirmedItem(message: OutgoingMessage, threadId: string): UserMessageItem {
  const { quoted_text, inference_options } = inputOf(message);
  return {
    type: "user_message",
    id: `${UNCONFIRMED}${newKey()}`,
    thread_id: threadId,
    created_at: new Date().toISOString(),
    content: [...message.content],
    attachments: [...message.attachments],
    ...(quoted_text && { quoted_text }),
    inference_options,
  };
}

/** What is sent again where a message never reached the server. */
export function messageOf(item: UserMessageItem): OutgoingMessage {
  const { content, attachments, quoted_text, inference_options } = item;
  return {
    content,
    attachments,
    quotedText: quoted_text,
    toolId: inference_options.tool_choice?.id,
    modelId: inference_options.model,
  };
}

/** The content of the page: a tag may leave out its data there, and not on the wire. */
export function contentOf(
  text: string | undefined,
  content:
    | readonly (
        | { type: "input_text"; text: string }
        | {
            type: "input_tag";
            id: string;
            text: string;
            group?: string;
            data?: Record<string, unknown>;
            interactive?: boolean;
          }
      )[]
    | undefined,
): UserMessageContent[] {
  if (content) {
    return content.map((part) =>
      part.type === "input_tag" ? { ...part, data: part.data ?? {} } : part,
    );
  }
  return text ? [{ type: "input_text", text }] : [];
}
