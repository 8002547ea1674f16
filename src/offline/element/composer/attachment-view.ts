import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Chat, ComposerAttachment } from "../chat/state.ts";
import { icon } from "../icons/icon.ts";
import { fileIcon, sizeText } from "./files.ts";
import { iconButton } from "./icon-button.ts";

const small = { className: "ck-icon-button-small" };

/** The files that go with the message, and how far each is. */
export function attachmentView(
  attachments: readonly ComposerAttachment[],
  chat: Chat,
): TemplateResult | typeof nothing {
  if (attachments.length === 0) return nothing;
  return html`<ul class="composer-files" aria-label="Attached files">
    ${repeat(
      attachments,
      ({ key }) => key,
      (attachment) => file(attachment, chat),
    )}
  </ul>`;
}

function file(attachment: ComposerAttachment, chat: Chat): TemplateResult {
  const { key, name, mimeType, state, previewUrl } = attachment;
  return html`<li class="composer-file" data-state=${state}>
    ${
      previewUrl === null
        ? html`<span class="composer-file-icon">${icon(fileIcon(mimeType))}</span>`
        : html`<img class="composer-file-picture" src=${previewUrl} alt="" />`
    }
    <span class="composer-file-words">
      <bdi class="composer-file-name" title=${name}>${name}</bdi>
      <span class="composer-file-state">${stateText(attachment)}</span>
    </span>
    ${
      state === "failed"
        ? iconButton({
            ...small,
            name: `Retry ${name}`,
            tip: "Retry",
            icon: "lucide:rotate-ccw",
            onClick: () => chat.retryUpload(key),
          })
        : nothing
    }
    ${iconButton({ ...small, name: `Remove ${name}`, tip: "Remove", icon: "lucide:x", onClick: () => chat.removeAttachment(key) })}
    ${state === "uploading" ? progress(attachment) : nothing}
  </li>`;
}

function stateText({ state, size, fault, progress: done }: ComposerAttachment): string {
  if (state === "failed") return fault ?? "The upload failed.";
  if (state === "uploading") {
    return done === null ? "Uploading…" : `Uploading, ${Math.round(done * 100)} %`;
  }
  return size === null ? "" : sizeText(size);
}

function progress({ name, progress: done }: ComposerAttachment): TemplateResult {
  return html`<progress
    class="composer-file-progress"
    aria-label=${`Upload of ${name}`}
    value=${done ?? nothing}
  ></progress>`;
}

/** What a person who does not see the files has to hear of a change, or nothing. */
export function fileNews(
  before: readonly ComposerAttachment[],
  now: readonly ComposerAttachment[],
): string {
  const known = new Map(before.map((attachment) => [attachment.key, attachment]));
  const news = now.flatMap(({ key, name, state, fault }) => {
    const previous = known.get(key)?.state;
    if (state === previous) return [];
    if (state === "failed") return [`${name}: ${fault ?? "The upload failed."}`];
    if (state === "ready") return [`${name} is attached.`];
    return [`${name} is being uploaded.`];
  });
  const gone = before.filter(({ key }) => !now.some((attachment) => attachment.key === key));
  return [...news, ...gone.map(({ name }) => `${name} is removed.`)].join(" ");
}
