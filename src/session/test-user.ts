import { randomBytes } from "node:crypto";
import { usageError } from "../errors.ts";

/** The longest user that OpenAI takes where it searches threads by user (facts 1.3). */
const MAX_USER = 512;

/**
 * The users that passes are for.
 *
 * @param given of `--user`: all are for this one
 * @param count how many passes
 * @returns one for each pass; made-up ones differ, so that each is a visitor of its own
 * @throws {CliError} exit 2, `bad_user`
 */
export function usersFor(given: string | undefined, count: number): readonly string[] {
  if (given !== undefined) {
    checkUser(given);
    return Array.from({ length: count }, () => given);
  }
  const name = `test_${randomBytes(4).toString("hex")}`;
  if (count === 1) return [name];
  return Array.from({ length: count }, (_, index) => `${name}_${index + 1}`);
}

/**
 * Checks the user of `--user`.
 *
 * @throws {CliError} exit 2, `bad_user`
 */
export function checkUser(user: string): void {
  const fault =
    user.trim() === ""
      ? "may not be empty"
      : user.length > MAX_USER
        ? `has at most ${MAX_USER} characters, and this has ${user.length}`
        : /\p{Cc}/u.test(user)
          ? "may hold no line ends and no other control characters"
          : undefined;
  if (fault === undefined) return;
  throw usageError(
    "bad_user",
    `--user ${fault}.`,
    "Such as --user ada; leave it out for a made-up one.",
  );
}
