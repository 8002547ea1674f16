import type { ChatKitOptions } from "@openai/chatkit";
import { applyEvent } from "./apply-event.ts";
import type { ChatParts } from "./connection.ts";
import { fieldsOf } from "./read-item.ts";
import type { WidgetAction } from "./state.ts";
import type { Turns } from "./turns.ts";

type OnAction = NonNullable<NonNullable<ChatKitOptions["widgets"]>["onAction"]>;

/** Actions of widgets and of the page. */
export interface Actions {
  run(action: WidgetAction, widgetItemId: string | null): Promise<void>;
}

/** @param assertIdle throws while a thread loads or an answer is under way */
export function createActions(
  { store, tell, connection }: ChatParts,
  turns: Turns,
  assertIdle: (what: string) => void,
): Actions {
  const runInPage = async ({ type, payload }: WidgetAction, itemId: string | null) => {
    const { options, items } = store.state;
    const onAction = options?.widgets?.onAction;
    if (!onAction) {
      throw new Error(
        `The action "${type}" is for the page, and the options have no widgets.onAction.`,
      );
    }
    const item = items.find(({ id }) => id === itemId);
    if (item?.type !== "widget") throw new Error(`There is no widget with the id ${itemId}.`);
    const action = {
      type,
      ...(payload !== undefined && { payload: payload as Record<string, unknown> }),
    };
    const widget = item.widget as unknown as Parameters<OnAction>[1]["widget"];
    await onAction(action, { id: item.id, widget });
  };

  const runOnServer = async (action: WidgetAction, itemId: string | null) => {
    const { abilities, thread } = store.state;
    const { type, payload, streaming } = action;
    if (!abilities.serverActions) {
      throw new Error(
        `The action "${type}" is for a server, which a hosted workflow does not have.`,
      );
    }
    if (!thread) throw new Error(`The action "${type}" needs a thread, and none is open.`);
    const params = {
      thread_id: thread.id,
      ...(itemId !== null && { item_id: itemId }),
      action: { type, ...(payload !== undefined && { payload }) },
    };
    if (streaming !== false) {
      assertIdle(`The action "${type}"`);
      await turns.run("threads.custom_action", params);
      return;
    }
    // An action that is answered at once may run beside an answer that streams (facts 3.6).
    const { backend, signal } = connection();
    const answer = await backend.ask("threads.sync_custom_action", params, signal);
    const item = fieldsOf(answer)?.updated_item;
    if (item === undefined || item === null || store.state.thread?.id !== thread.id) return;
    const { turn } = store.state;
    const { state, ignored } = applyEvent(store.state, { type: "thread.item.replaced", item });
    if (ignored !== null) throw new Error(`The server's updated_item cannot be shown: ${ignored}.`);
    store.set({ ...state, turn });
  };

  return {
    async run(action, widgetItemId) {
      const isForPage = action.handler === "client";
      try {
        await (isForPage ? runInPage : runOnServer)(action, widgetItemId);
      } catch (error) {
        tell(error);
        throw error;
      }
    },
  };
}
