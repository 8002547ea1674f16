import type { Chat } from "../chat/state.ts";

type LinkHandler = (name: string, data: Record<string, unknown>) => void;

const handlers = new WeakMap<Chat, LinkHandler>();

/** Tells the page of `chatkit-link://` links; always the same function, so that Markdown is not drawn anew. */
export function linkHandler(chat: Chat): LinkHandler {
  const known = handlers.get(chat);
  if (known) return known;
  const handler: LinkHandler = (name, data) => chat.deeplink(name, data);
  handlers.set(chat, handler);
  return handler;
}
