import { WidgetError } from "../../../templates/+self-hosted+node/server/chatkit/widgets/errors.ts";
import { parseWidget } from "../../../templates/+self-hosted+node/server/chatkit/widgets/schema.ts";
import type { Fault } from "../events.ts";
import { FAULTS_KEPT } from "./issues.ts";

const MESSAGE_LENGTH = 400;

/**
 * What ChatKit would not show of a whole widget, or not as it was meant.
 *
 * @param widget the root: a Card, a ListView or a Basic
 * @param path where it stands
 */
export function widgetFaults(widget: unknown, path: string): Fault[] {
  return faultsOf(widget).map((fault) => ({ ...fault, path: below(path, fault.path) }));
}

/**
 * What ChatKit would not show of one component.
 *
 * @param component whatever may stand in a widget
 * @param path where it stands
 */
export function componentFaults(component: unknown, path: string): Fault[] {
  // A Basic may hold any component, and asks nothing else.
  return faultsOf({ type: "Basic", children: [component] }).map((fault) => ({
    ...fault,
    path: below(path, fault.path.replace(/^children\.0\.?/, "")),
  }));
}

function faultsOf(widget: unknown): Fault[] {
  try {
    parseWidget(widget);
    return [];
  } catch (error) {
    if (!(error instanceof WidgetError)) throw error;
    const told = error.issues.slice(0, FAULTS_KEPT);
    return told.map(({ path, message }) => ({
      path: toDotted(path),
      // It quotes a value whole, however long that is.
      message: message.length > MESSAGE_LENGTH ? `${message.slice(0, MESSAGE_LENGTH)}…` : message,
    }));
  }
}

function below(base: string, path: string): string {
  return path === "" ? base : `${base}.${path}`;
}

/** `children[2].size` as the faults of everything else write it: `children.2.size`. */
function toDotted(path: string): string {
  return path.replaceAll(/\[(?:(\d+)|"(.*?)")\]/g, ".$1$2").replace(/^\./, "");
}
