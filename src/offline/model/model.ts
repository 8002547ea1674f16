/** A tool that the model may call. */
export interface OfferedTool {
  readonly name: string;
  /** JSON schema of its arguments. */
  readonly parameters: Record<string, unknown>;
}

/** What the model is asked, whichever API it came by. */
export interface Question {
  /** The newest text of the user. */
  readonly text: string;
  /** Which message of the user this is, from 1. */
  readonly turn: number;
  /** Set where the newest thing said is the result of a tool. */
  readonly toolResult: { readonly name: string; readonly output: string } | null;
  /** How many tools were called since the user's newest message. */
  readonly toolCalls: number;
  /** Names of tools called since the user's newest message, oldest first. */
  readonly calledTools: readonly string[];
  readonly tools: readonly OfferedTool[];
  /** A tool that must be called, as `tool_choice` has it. */
  readonly forcedTool: string | null;
  /** MIME types of what is attached to the user's newest message. */
  readonly attachments: readonly string[];
  readonly model: string;
  /** The system's text, by which a request for a title is told from one for an answer. */
  readonly instructions: string;
}

export interface ToolCall {
  readonly name: string;
  readonly arguments: Record<string, unknown>;
}

/** What the model says; what is not said is left out. */
export interface Answer {
  readonly reasoning?: string;
  readonly text?: string;
  readonly toolCalls?: readonly ToolCall[];
  /** Shown by the stand-in for a hosted workflow alone: a self-hosted app makes its own widgets. */
  readonly widget?: Record<string, unknown>;
  /** What is being done, shown until the answer comes; by the stand-in for a hosted workflow alone. */
  readonly progress?: { readonly icon?: string; readonly text: string };
  readonly error?: { readonly status: number; readonly message: string; readonly code?: string };
  /** Before the first word, in milliseconds. */
  readonly delayMs?: number;
}

/** A model that answers from scripts. */
export interface ScriptedModel {
  /** @returns the answer, and which fixture it is from: null where none matched */
  answer(question: Question): { readonly answer: Answer; readonly fixture: string | null };
  /** Splits a text into what a model would send at a time, at a readable pace. */
  stream(text: string, signal?: AbortSignal): AsyncIterable<string>;
}
