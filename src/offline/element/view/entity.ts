import type { ChatKitOptions } from "@openai/chatkit";
import { html, nothing } from "lit";
import type {
  EntitySource,
  UserMessageTag,
} from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import type { Chat } from "../chat/state.ts";
import "../widgets/preview.ts";
import "./hover-card.ts";

type Entities = NonNullable<ChatKitOptions["entities"]>;
type Entity = Parameters<NonNullable<Entities["onClick"]>>[0];

/** What the page can do with entities; nothing where the backend has none (facts 2.4). */
function callbacks({ state }: Chat): Entities {
  return (state.mode === "custom" && state.options?.entities) || {};
}

/** An entity as the page gets it. Its data is handed on as it came, of whatever types its values are. */
function entityOf(from: EntitySource | UserMessageTag): Entity {
  const { id, group, interactive = false } = from;
  const data = (from.data ?? {}) as Record<string, string>;
  const title = from.type === "entity" ? from.title : from.text;
  return {
    id,
    title,
    interactive,
    data,
    ...(group === undefined ? {} : { group }),
    ...(from.type === "entity" && from.icon ? { icon: from.icon } : {}),
  };
}

async function preview(entity: Entity, chat: Chat): Promise<unknown> {
  const ask = callbacks(chat).onRequestPreview;
  if (!ask) return null;
  try {
    const { preview } = await ask(entity);
    return preview && html`<chatkit-offline-preview .root=${preview}></chatkit-offline-preview>`;
  } catch (error) {
    chat.fail(error);
    return null;
  }
}

/** How an entity looks where it stands. */
export interface EntityLooks {
  readonly className: string;
  readonly content: unknown;
  /** What it is called where its content does not say so. */
  readonly label?: string | undefined;
  /** The card where the page has no preview; null for none. */
  readonly card: (() => unknown) | null;
}

/** An entity in a message: with a click and a preview if it is interactive, else with its card alone. */
export function entityView(
  from: EntitySource | UserMessageTag,
  looks: EntityLooks,
  chat: Chat,
): unknown {
  const { className, content, card } = looks;
  const entity = entityOf(from);
  const { onClick, onRequestPreview } = callbacks(chat);
  const isInteractive = entity.interactive === true && Boolean(onClick || onRequestPreview);
  if (!isInteractive && !card) return html`<span class=${className}>${content}</span>`;
  const click = () => {
    try {
      if (isInteractive) onClick?.(entity);
    } catch (error) {
      chat.fail(error);
    }
  };
  const draw = async () => (isInteractive && (await preview(entity, chat))) || card?.() || null;
  const trigger = (describedBy: string | typeof nothing) =>
    html`<button type="button" class=${className} aria-label=${looks.label ?? nothing}
      aria-describedby=${describedBy} @click=${click}>${content}</button>`;
  return html`<chatkit-offline-hover-card .card=${draw} .trigger=${trigger}
    .opensOnClick=${!(isInteractive && onClick)}></chatkit-offline-hover-card>`;
}
