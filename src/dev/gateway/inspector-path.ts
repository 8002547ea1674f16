/** Where the inspector is, and nothing of the app. */
const INSPECTOR = "/__chatkit";

/** Whether a path is the inspector's, and never the app's. */
export function isInspectors(path: string): boolean {
  return path === INSPECTOR || path.startsWith(`${INSPECTOR}/`);
}
