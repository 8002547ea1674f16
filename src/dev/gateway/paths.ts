import type { IncomingMessage } from "node:http";

/** Where the inspector is, and nothing of the app. */
const INSPECTOR = "/__chatkit";

/** The path of a request, without its query. */
export function pathOf(request: IncomingMessage): string {
  return request.url?.split("?", 1)[0] ?? "";
}

/** Whether a path is the inspector's, and never the app's. */
export function isInspectors(path: string): boolean {
  return path === INSPECTOR || path.startsWith(`${INSPECTOR}/`);
}
