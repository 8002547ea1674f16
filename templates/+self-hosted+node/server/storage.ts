import type { Files, Store } from "./chatkit/store.ts";
import type { Environment } from "./environment.ts";

/** Where the chat keeps what it must not forget. */
export interface Storage {
  readonly store: Store;
  readonly files: Files;
}

export interface StorageOptions {
  readonly environment: Environment;
  /** For what is kept on disk. */
  readonly dataDirectory: string;
}
