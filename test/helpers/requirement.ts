/**
 * Whether something that a test needs is there. Where it is missing, a local run says so in one
 * line and skips; with `CI=true` it is an error, so that a green run always means a whole run.
 */
export function requirement(what: string, isThere: boolean): boolean {
  if (isThere) return true;
  if (process.env.CI === "true") throw new Error(`These tests need ${what}`);
  console.warn(`Skipped: these tests need ${what}`);
  return false;
}
