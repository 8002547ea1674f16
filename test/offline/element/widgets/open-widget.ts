import type { Locator, Page } from "playwright-core";
import type {
  ThreadItem,
  ThreadStreamEvent,
} from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import type { WidgetRoot } from "../../../../templates/+self-hosted+node/server/chatkit/widgets/components.ts";
import { type OpenElement, type OpenElementOptions, openElement } from "../harness.ts";
import { itemOf, keepThread } from "../view/conversation.ts";

/** Anything that a server could send; not all of it is a widget. */
export type Sent = WidgetRoot | { readonly type: string; readonly [prop: string]: unknown };

/** A chat whose thread holds widgets. */
export interface OpenWidget extends OpenElement {
  /** The first widget of the thread. */
  readonly widget: Locator;
}

/** An item that holds this widget. */
export function widgetItem(widget: Sent, id?: string): ThreadItem {
  const item = itemOf("thr_kept", { type: "widget", widget: widget as WidgetRoot });
  return id === undefined ? item : { ...item, id };
}

/** An event that shows this widget in place of the one that an action came from. */
export function replaced(widget: Sent, id: string): ThreadStreamEvent {
  return { type: "thread.item.replaced", item: widgetItem(widget, id) };
}

/** Opens a thread that holds a widget, or several. */
export async function openWidget(
  widgets: Sent | readonly Sent[],
  options: OpenElementOptions = {},
): Promise<OpenWidget> {
  const opened = await openElement(options);
  const parts = [widgets].flat().map((widget) => ({
    type: "widget" as const,
    widget: widget as WidgetRoot,
  }));
  const id = await keepThread(opened.server, parts, { title: "Widgets" });
  await opened.page.evaluate(`chat.setThreadId(${JSON.stringify(id)})`);
  const widget = opened.page.getByRole("article", { name: "Widget" }).first();
  await widget.waitFor();
  return { ...opened, widget };
}

/** A computed style of the first element that a selector finds in the page or the chat. */
export function styleOf(of: Locator, property: string): Promise<string> {
  return of
    .first()
    .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
}

/** What CSS of the theme comes to as a computed colour, such as `var(--ck-danger)`. */
export function themeColor(widget: Locator, css: string): Promise<string> {
  return widget.first().evaluate((element, value) => {
    const probe = document.createElement("i");
    probe.style.color = value;
    element.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  }, css);
}

/** What the server was asked to do by widgets, oldest first. */
export function actionsAt({ server }: OpenWidget): readonly unknown[] {
  return server.requests
    .filter(({ type }) => type.endsWith("custom_action"))
    .map(({ params }) => params.action);
}

/** What the page was told of, by the name of the event. */
export async function toldOf(opened: OpenWidget, name: string): Promise<readonly unknown[]> {
  return (await opened.events()).filter((event) => event.name === name).map(({ detail }) => detail);
}

/** The size and place of an element, in CSS pixels. */
export async function boxOf(
  of: Locator,
): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await of.first().boundingBox();
  if (box === null) throw new Error("It is not on the page.");
  return box;
}

/** Waits until everything that is under way has been drawn. */
export async function drawn(page: Page): Promise<void> {
  await page.evaluate(
    "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))",
  );
}
