import { DIFFERENCES_OF_AGENTS } from "./differences-of-agents.ts";
import { DIFFERENCES_OF_SERVERS } from "./differences-of-servers.ts";
import type { Json } from "./scenario.ts";

/** A place where ours is not like the official server, on purpose. */
export interface Difference {
  readonly scenario: string;
  /** Which answers of the conversation, from 0. */
  readonly answers: readonly number[];
  /** Where in the answer; a number counts the entries of a list. Absent for the whole of it. */
  readonly at?: readonly (string | number)[];
  /** What the official server has there, lists and whole answers in words; absent if nothing. */
  readonly python?: Json;
  /** What ours has there, in the same way. */
  readonly ours?: Json;
  /** Why ours is better. */
  readonly why: string;
}

/** Every difference that there is: one that is not listed is a fault, and so is one too many. */
export const DIFFERENCES: readonly Difference[] = [
  ...DIFFERENCES_OF_SERVERS,
  ...DIFFERENCES_OF_AGENTS,
];
