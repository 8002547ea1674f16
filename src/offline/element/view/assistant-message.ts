import { html } from "lit";
import type { AssistantMessageItem } from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import type { Chat } from "../chat/state.ts";
import { markdown } from "../markdown/markdown.ts";
import { linkHandler } from "./link-handler.ts";
import { marksOf, sourcesOf, sourcesView } from "./sources.ts";

/** What the assistant wrote, and the sources that it names. */
export function assistantMessage(
  item: AssistantMessageItem,
  chat: Chat,
  isStreaming: boolean,
): unknown {
  const sources = sourcesOf(item.content);
  const parts = item.content.map(({ text, annotations }, index) =>
    markdown(text, {
      streaming: isStreaming && index === item.content.length - 1,
      allowedImageDomains: chat.state.thread?.allowed_image_domains,
      onLink: linkHandler(chat),
      marks: annotations.length > 0 ? marksOf(annotations, sources, chat) : undefined,
    }),
  );
  return html`${parts}${sourcesView(sources, chat)}`;
}
