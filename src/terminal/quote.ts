/**
 * Quotes one word for the shell that a person would paste it into.
 *
 * @param word any text without control characters
 * @param platform POSIX shells, or PowerShell on `win32`
 * @returns the word as it is where that is safe, else in single quotes
 */
export function shellWord(word: string, platform: NodeJS.Platform = process.platform): string {
  if (platform === "win32") {
    return /^[\w\-./:\\=]+$/.test(word) ? word : `'${word.replaceAll("'", "''")}'`;
  }
  // A leading = is special in zsh, as a leading ~ is everywhere.
  return /^[\w@%+:,./-][\w@%+=:,./-]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * A whole command line for the shell.
 *
 * @param words the program and its arguments
 */
export function shellCommand(words: readonly string[]): string {
  return words.map((word) => shellWord(word)).join(" ");
}
