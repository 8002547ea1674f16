import type { Json } from "./scenario.ts";

/** A place where ours is not like the official server, on purpose. */
export interface Difference {
  readonly scenario: string;
  /** Which answer of the conversation, from 0. */
  readonly answer: number;
  /** Where in the answer; a number counts the entries of a list. */
  readonly at: readonly (string | number)[];
  /** What the official server has there; absent if it has nothing. */
  readonly python?: Json;
  /** What ours has there; absent if it has nothing. */
  readonly ours?: Json;
  /** Why ours is better. */
  readonly why: string;
}

/** Every difference that there is: one that is not listed here is a fault, and so is one too many. */
export const DIFFERENCES: readonly Difference[] = [];
