/**
 * Ends what this run has started when this process can no longer do it: a process of its own that
 * notices when we are gone, even by `kill -9`.
 */
export interface Guard {
  /** Word that every process of this run carries in its environment. */
  readonly mark: string;
  /** Tells of a process that begins or ends a tree. */
  add(pid: number): void;
  remove(pid: number): void;
  /** Everything of this run has ended. */
  close(): void;
}

/** Starts the guard of this run; call it before anything that it is to guard. */
export function startGuard(): Guard {
  throw new Error("not yet");
}
