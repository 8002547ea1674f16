import { html, nothing } from "lit";
import type {
  Attachment,
  UserMessageContent,
  UserMessageItem,
  UserMessageTag,
} from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import type { Chat } from "../chat/state.ts";
import { icon } from "../icons/icon.ts";
import { entityView } from "./entity.ts";
import "./picture.ts";

function tag(from: UserMessageTag, chat: Chat): unknown {
  return entityView(from, { className: "ck-tag", content: `@${from.text}`, card: null }, chat);
}

function attachment(file: Attachment): unknown {
  if (file.type === "image") {
    return html`<li><chatkit-offline-picture .src=${file.preview_url} .label=${file.name}></chatkit-offline-picture></li>`;
  }
  return html`<li class="ck-chip">${icon("document")}<span dir="auto">${file.name}</span>
    <small class="ck-quiet">${file.mime_type}</small></li>`;
}

const isSaid = (part: UserMessageContent) => part.type === "input_tag" || part.text.trim() !== "";

function said(content: readonly UserMessageContent[], chat: Chat): unknown {
  return content.map((part) => (part.type === "input_tag" ? tag(part, chat) : part.text));
}

/** What the user wrote, with what was quoted, mentioned and attached. */
export function userMessage(item: UserMessageItem, chat: Chat): unknown {
  const { content, attachments, quoted_text } = item;
  return html`
    ${quoted_text ? html`<blockquote class="ck-quoted" dir="auto">${icon("lucide:quote")}<span>${quoted_text}</span></blockquote>` : nothing}
    ${attachments.length > 0 ? html`<ul class="ck-attached" aria-label="Attachments">${attachments.map(attachment)}</ul>` : nothing}
    ${content.some(isSaid) ? html`<div class="ck-bubble" dir="auto">${said(content, chat)}</div>` : nothing}`;
}
