import { render } from "lit";
import type { UserMessageTag } from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { icon } from "../icons/icon.ts";

/**
 * Makes what stands for a tag in the editor: text that is deleted as one, and a button where the
 * page does something with it.
 *
 * @param iconName what the page gave the entity; an "@" without one
 */
export function makeChip(tag: UserMessageTag, iconName: string | undefined): HTMLElement {
  const chip = document.createElement("span");
  chip.className = "composer-tag";
  chip.contentEditable = "false";
  chip.dataset.tag = JSON.stringify(tag);
  if (tag.interactive) {
    chip.tabIndex = 0;
    chip.setAttribute("role", "button");
  }
  const text = document.createElement("bdi");
  text.textContent = tag.text;
  const picture = document.createElement("span");
  picture.className = "composer-tag-icon";
  render(icon(iconName ?? "lucide:at-sign", { size: "1em" }), picture);
  chip.append(picture, text);
  return chip;
}
