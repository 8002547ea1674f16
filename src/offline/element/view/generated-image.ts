import { html, nothing } from "lit";
import type { GeneratedImageItem } from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import type { Chat } from "../chat/state.ts";
import { icon } from "../icons/icon.ts";
import { pictureAddress } from "../markdown/links.ts";
import "./picture.ts";

const LABEL = "Generated image";

function bar(progress: number | undefined): unknown {
  const percent = progress === undefined ? undefined : Math.round(progress * 100);
  return html`<progress class="ck-image-progress" max="100" .value=${percent ?? 0} aria-label="The image is being made"
    ?data-unknown=${percent === undefined}></progress>`;
}

/** A picture that the assistant makes: its progress, then the picture itself. */
export function generatedImage(item: GeneratedImageItem, chat: Chat, isRunning: boolean): unknown {
  const progress = chat.state.imageProgress.get(item.id);
  const { image } = item;
  if (!image) {
    return isRunning
      ? html`<div class="ck-made-image-empty">${icon("square-image")}${bar(progress)}</div>`
      : html`<p class="ck-quiet">There is no image.</p>`;
  }
  const isUnfinished = isRunning && progress !== undefined && progress < 1;
  const address = pictureAddress(image.url);
  return html`<div class=${isUnfinished ? "ck-made-image ck-made-image-unfinished" : "ck-made-image"}>
    <chatkit-offline-picture .src=${image.url} .label=${LABEL}></chatkit-offline-picture>
    ${
      isUnfinished
        ? bar(progress)
        : address
          ? html`<a class="ck-button ck-button-quiet" href=${address} download="generated-image"
              target="_blank" rel="noopener noreferrer">Download</a>`
          : nothing
    }
  </div>`;
}
