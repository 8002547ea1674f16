/** A look-out for changes of a file. */
export interface EnvWatch {
  close(): void;
}

/**
 * Watches the `.env` of a project: made, changed, replaced or deleted.
 *
 * @param options `cwd`: the project; `onChange`: told the names whose values have changed, never for a change of comments
 */
export function watchEnv(options: {
  cwd: string;
  onChange: (names: readonly string[]) => void;
}): EnvWatch {
  throw new Error(`not yet ${options.cwd}`);
}
