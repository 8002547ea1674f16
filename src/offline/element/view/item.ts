import { html, nothing } from "lit";
import type { ThreadItem } from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import type { Chat } from "../chat/state.ts";
import { icon } from "../icons/icon.ts";
import "../widgets/widget.ts";
import { assistantMessage } from "./assistant-message.ts";
import { generatedImage } from "./generated-image.ts";
import "./structured-input.ts";
import { taskView } from "./task.ts";
import { isShown } from "./turns.ts";
import { userMessage } from "./user-message.ts";
import "./workflow.ts";

/** Whether this item is what the answer is at now. */
export function isCurrent(item: ThreadItem, { state }: Chat): boolean {
  return state.turn.phase !== "idle" && state.items.findLast(isShown)?.id === item.id;
}

function article(item: ThreadItem, name: string, content: unknown): unknown {
  return html`<article class="ck-item ck-item-${item.type.replaceAll("_", "-")}" data-item=${item.type}
    data-id=${item.id} aria-label=${name}>${content}</article>`;
}

/** A box for what this stand-in does not know, so that it is seen rather than lost. */
function unknown(item: { type: string }): unknown {
  return html`<p class="ck-unknown" role="note" data-item=${item.type}>${icon("circle-question")}
    <span>The offline stand-in does not know items of the type <code>${item.type}</code>.</span></p>`;
}

/** A box for what cannot be drawn. */
export function brokenItem(item: ThreadItem): unknown {
  return html`<p class="ck-unknown" role="note" data-item=${item.type} data-id=${item.id}>${icon("circle-question")}
    <span>The offline stand-in cannot show this item.</span></p>`;
}

/** One item of a thread; nothing for what is not meant for a person. */
export function itemView(item: ThreadItem, chat: Chat): unknown {
  switch (item.type) {
    case "user_message":
      return article(item, "You", userMessage(item, chat));
    case "assistant_message": {
      const isStreaming = isCurrent(item, chat) && chat.state.turn.phase === "streaming";
      return article(item, "Assistant", assistantMessage(item, chat, isStreaming));
    }
    case "widget": {
      const widget = html`<chatkit-offline-widget .chat=${chat} .item=${item}></chatkit-offline-widget>`;
      return article(item, "Widget", widget);
    }
    case "generated_image":
      return article(item, "Image", generatedImage(item, chat, isCurrent(item, chat)));
    case "structured_input": {
      const form = html`<chatkit-offline-structured-input .chat=${chat} .item=${item}></chatkit-offline-structured-input>`;
      return article(item, "Question", form);
    }
    case "workflow": {
      const workflow = html`<chatkit-offline-workflow .chat=${chat} .workflow=${item.workflow}
        .isRunning=${isCurrent(item, chat)}></chatkit-offline-workflow>`;
      return article(item, "Workflow", workflow);
    }
    case "task":
      return article(item, "Task", taskView(item.task, chat));
    case "client_tool_call":
      return item.status === "pending"
        ? html`<p class="ck-quiet ck-tool-call" data-item=${item.type} data-id=${item.id}>${icon("lucide:wrench")}
            <span>The page runs <code>${item.name}</code></span></p>`
        : nothing;
    case "hidden_context_item":
    case "sdk_hidden_context":
    case "end_of_turn":
      return nothing;
    default:
      return unknown(item);
  }
}
