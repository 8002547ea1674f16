import { html, nothing } from "lit";
import type {
  Annotation,
  AssistantMessageContent,
  Source,
} from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import type { Chat } from "../chat/state.ts";
import { icon } from "../icons/icon.ts";
import { webAddress } from "../markdown/links.ts";
import type { Mark } from "../markdown/marks.ts";
import { entityView } from "./entity.ts";
import { dayInWords, hostOf } from "./words.ts";

/** A source and its number in the list below a message. */
export interface NumberedSource {
  readonly number: number;
  readonly source: Source;
}

function identity(source: Source): string {
  switch (source.type) {
    case "url":
      return `url ${source.url}`;
    case "file":
      return `file ${source.filename}`;
    case "entity":
      return `entity ${source.id}`;
  }
}

const isKnown = ({ source }: Annotation): boolean =>
  source?.type === "url" || source?.type === "file" || source?.type === "entity";

/** The sources of a message, each once and in the order in which they are first named. */
export function sourcesOf(content: readonly AssistantMessageContent[]): NumberedSource[] {
  const found = new Map<string, NumberedSource>();
  for (const { source } of content.flatMap(({ annotations }) => annotations.filter(isKnown))) {
    const key = identity(source);
    if (!found.has(key)) found.set(key, { number: found.size + 1, source });
  }
  return [...found.values()];
}

function card(source: Source): unknown {
  const { title, description, timestamp, group } = source;
  const from =
    source.type === "url"
      ? source.attribution || hostOf(source.url)
      : source.type === "file"
        ? source.filename
        : source.label;
  return html`<div class="ck-source-card" dir="auto">
    ${group ? html`<div class="ck-quiet">${group}</div>` : nothing}
    <strong>${source.type === "entity" && source.icon ? icon(source.icon) : nothing} ${title}</strong>
    ${from && from !== title ? html`<div class="ck-quiet">${from}</div>` : nothing}
    ${description ? html`<div>${description}</div>` : nothing}
    ${timestamp ? html`<time class="ck-quiet" datetime=${timestamp}>${dayInWords(timestamp)}</time>` : nothing}
  </div>`;
}

/** A source that leads somewhere is a link; the others say what they are. */
function reference(
  { source }: NumberedSource,
  className: string,
  content: unknown,
  label: string | undefined,
  chat: Chat,
): unknown {
  if (source.type === "entity") {
    return entityView(source, { className, content, label, card: () => card(source) }, chat);
  }
  const href = source.type === "url" ? webAddress(source.url) : null;
  const name = label ?? nothing;
  const trigger = (describedBy: string | typeof nothing) =>
    href
      ? html`<a class=${className} href=${href} target="_blank" rel="noopener noreferrer"
          aria-label=${name} aria-describedby=${describedBy}>${content}</a>`
      : html`<button type="button" class=${className} aria-label=${name}
          aria-describedby=${describedBy}>${content}</button>`;
  return html`<chatkit-offline-hover-card .card=${() => card(source)} .trigger=${trigger}
    .opensOnClick=${href === null}></chatkit-offline-hover-card>`;
}

/** The numbers, and the labels of entities, that stand in a text. */
export function marksOf(
  annotations: readonly Annotation[],
  sources: readonly NumberedSource[],
  chat: Chat,
): Mark[] {
  return annotations.filter(isKnown).flatMap(({ index, source }) => {
    const numbered = sources.find((other) => identity(other.source) === identity(source));
    if (index === undefined || !numbered) return [];
    const own = { number: numbered.number, source };
    const isEntity = source.type === "entity";
    const inText = isEntity
      ? (source.inline_label ?? (source.icon ? icon(source.icon) : numbered.number))
      : numbered.number;
    const label =
      isEntity && source.inline_label ? undefined : `Source ${numbered.number}: ${source.title}`;
    const view = reference(
      own,
      isEntity ? "ck-mark ck-mark-entity" : "ck-mark",
      inText,
      label,
      chat,
    );
    return [{ index, view }];
  });
}

/** The list of sources below a message. */
export function sourcesView(sources: readonly NumberedSource[], chat: Chat): unknown {
  if (sources.length === 0) return nothing;
  const groups = new Map<string, NumberedSource[]>();
  for (const one of sources) {
    const group = one.source.group ?? "";
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  const entry = (one: NumberedSource) => {
    const picture = { url: "globe", file: "document", entity: "cube" }[one.source.type];
    const own = one.source.type === "entity" ? (one.source.icon ?? picture) : picture;
    const content = html`<span class="ck-source-number">${one.number}</span>${icon(own)}<span
      class="ck-source-title" dir="auto">${one.source.title}</span>`;
    return html`<li>${reference(one, "ck-source", content, undefined, chat)}</li>`;
  };
  return html`<ul class="ck-sources" aria-label="Sources">
    ${[...groups].map(([group, ones]) => [
      group ? html`<li class="ck-quiet" dir="auto">${group}</li>` : nothing,
      ones.map(entry),
    ])}
  </ul>`;
}
