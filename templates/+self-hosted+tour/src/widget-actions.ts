import { ask, type ChatMethods } from "./chat-methods";
import { showToast } from "./page-state";

/** An action of a widget with `handler: "client"`; the others go straight to the server. */
export interface WidgetAction {
  readonly type: string;
  readonly payload?: Record<string, unknown>;
}

/** Carries out an action in the page, and tells the server that it happened. */
export async function runWidgetAction(
  { type, payload = {} }: WidgetAction,
  widgetItemId: string,
  chat: ChatMethods,
): Promise<void> {
  if (type !== "weather.celebrate") {
    showToast(`This page cannot carry out "${type}".`);
    return;
  }
  showToast("🎉 Three cheers for the weather!");
  await ask(() => chat.sendCustomAction({ type: "weather.celebrated", payload }, widgetItemId));
}
