import { runClientTool } from "./client-tools";
import { showToast } from "./page-state";

/** An action of a widget with `handler: "client"`. */
export interface WidgetAction {
  readonly type: string;
  readonly payload?: Record<string, unknown>;
}

/** Carries out an action in the page: a widget can do here what a client tool can. */
export async function runWidgetAction({ type, payload = {} }: WidgetAction): Promise<void> {
  const { success } = runClientTool({ name: type, params: payload });
  if (!success) showToast(`This page cannot carry out "${type}".`);
}
