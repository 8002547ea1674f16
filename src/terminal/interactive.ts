/**
 * Whether questions may be asked; decided once for a run (design 1.2).
 *
 * @param flags the two flags that forbid questions
 * @returns true when stdin and stdout are terminals, `CI` is unset and no flag forbids it
 */
export function mayAsk(flags: { yes?: boolean | undefined; json?: boolean | undefined }): boolean {
  return Boolean(
    process.stdin.isTTY && process.stdout.isTTY && !process.env.CI && !flags.yes && !flags.json,
  );
}
