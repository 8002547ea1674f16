import { html, nothing } from "lit";
import type {
  Task,
  UrlSource,
} from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import type { Chat } from "../chat/state.ts";
import { icon } from "../icons/icon.ts";
import { webAddress } from "../markdown/links.ts";
import { markdown } from "../markdown/markdown.ts";
import { spinner } from "../primitives/spinner.ts";
import { linkHandler } from "./link-handler.ts";
import { hostOf } from "./words.ts";

const ICONS: Readonly<Record<Task["type"], string>> = {
  custom: "empty-circle",
  web_search: "globe",
  thought: "lightbulb",
  file: "document",
  image: "square-image",
};

/** What a task is called. */
export function taskTitle(task: Task): string {
  switch (task.type) {
    case "custom":
      return task.title ?? "";
    case "web_search":
      return task.title ?? (task.title_query ? `Searched for ${task.title_query}` : "Web search");
    case "thought":
      return task.title ?? "Thought";
    case "file":
      return task.title ?? "Files";
    case "image":
      return task.title ?? "Image";
    default:
      return (task as { title?: string; type: string }).title ?? (task as { type: string }).type;
  }
}

function indicator(task: Task): unknown {
  if (task.status_indicator === "loading") return spinner("In progress");
  if (task.status_indicator === "complete") return icon("check-circle", { label: "Done" });
  return icon((task.type === "custom" && task.icon) || ICONS[task.type] || "empty-circle");
}

function page(source: UrlSource): unknown {
  const href = webAddress(source.url);
  const name = html`${source.title} <small class="ck-quiet">${source.attribution ?? hostOf(source.url)}</small>`;
  return html`<li dir="auto">${
    href ? html`<a href=${href} target="_blank" rel="noopener noreferrer">${name}</a>` : name
  }</li>`;
}

function details(task: Task, chat: Chat): unknown {
  switch (task.type) {
    case "custom":
    case "thought":
      return task.content
        ? markdown(task.content, {
            onLink: linkHandler(chat),
            allowedImageDomains: chat.state.thread?.allowed_image_domains,
          })
        : nothing;
    case "web_search":
      return html`
        ${task.queries.length > 0 ? html`<ul class="ck-queries" aria-label="Queries">${task.queries.map((query) => html`<li class="ck-chip">${icon("search")}<span dir="auto">${query}</span></li>`)}</ul>` : nothing}
        ${task.sources.length > 0 ? html`<ul class="ck-task-sources" aria-label="Pages">${task.sources.map(page)}</ul>` : nothing}`;
    case "file":
      return task.sources.length > 0
        ? html`<ul class="ck-queries" aria-label="Files">${task.sources.map(({ title, filename }) => html`<li class="ck-chip">${icon("document")}<span dir="auto">${title || filename}</span></li>`)}</ul>`
        : nothing;
    default:
      return nothing;
  }
}

/** One thing that the assistant does, and how far it is. */
export function taskView(task: Task, chat: Chat): unknown {
  const title = taskTitle(task);
  return html`<div class="ck-task">
    <span class="ck-task-state">${indicator(task)}</span>
    <div class="ck-task-body">
      ${title ? html`<div class="ck-task-title" dir="auto">${title}</div>` : nothing}
      ${details(task, chat)}
    </div>
  </div>`;
}
