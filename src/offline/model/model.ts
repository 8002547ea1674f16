/** A tool that the model may call. */
export interface OfferedTool {
  readonly name: string;
  /** JSON schema of its arguments. */
  readonly parameters: Record<string, unknown>;
}

/** Something that is attached to a message of the user. */
export interface AttachedFile {
  /** Undefined where the app does not tell it, as with images. */
  readonly name: string | undefined;
  /** Its MIME type. */
  readonly type: string;
}

/** What the model is asked, whichever API it came by. */
export interface Question {
  /** The newest message of the user: what was typed, without what is attached to it. */
  readonly text: string;
  /** Which message of the user this is, from 1. */
  readonly turn: number;
  /** Set where the newest thing said is the result of a tool. */
  readonly toolResult: { readonly name: string; readonly output: string } | null;
  /**
   * Set where the newest thing said is what the app tells the model of: a form that was answered,
   * hidden context, a widget that was shown.
   */
  readonly note: string | null;
  /** How many tools were called since the user's newest message. */
  readonly toolCalls: number;
  /** Names of tools called since the user's newest message, oldest first. */
  readonly calledTools: readonly string[];
  readonly tools: readonly OfferedTool[];
  /**
   * Whether there may be tools that nobody declared, as a hosted page has: the app's own fixtures
   * know what they call.
   */
  readonly mayHaveMoreTools?: boolean;
  /** A tool that must be called, as `tool_choice` has it. */
  readonly forcedTool: string | null;
  /** Whether some tool must be called, whichever it is: `tool_choice` is "required". */
  readonly mustCallTool: boolean;
  /** What is attached to the user's newest message. */
  readonly attachments: readonly AttachedFile[];
  readonly model: string;
  /** The system's text, by which a request for a title is told from one for an answer. */
  readonly instructions: string;
}

export interface ToolCall {
  readonly name: string;
  readonly arguments: Record<string, unknown>;
}

/** A failure, as OpenAI's API tells it. */
export interface AnsweredError {
  readonly status: number;
  readonly message: string;
  readonly code: string | null;
  /** Whether the SDKs are left to try again on their own, as they do with 429 and 5xx. */
  readonly retry: boolean;
}

/** A page that a text cites. */
export interface Citation {
  readonly url: string;
  readonly title: string;
  /** The words of the text that it is a source of; all of them where there are none such. */
  readonly after?: string;
}

/** What the model says; what is not said is left out. */
export interface Answer {
  readonly reasoning?: string;
  readonly text?: string;
  readonly citations?: readonly Citation[];
  readonly toolCalls?: readonly ToolCall[];
  /** Shown by the stand-in for a hosted workflow alone: a self-hosted app makes its own widgets. */
  readonly widget?: Record<string, unknown>;
  /** What is being done, shown until the answer comes; by the stand-in for a hosted workflow alone. */
  readonly progress?: { readonly icon?: string; readonly text: string };
  /** Together with a text it breaks a stream off after the text. */
  readonly error?: AnsweredError;
  /** Before the first word, in milliseconds; what the pace of the run makes of it. */
  readonly delayMs?: number;
}

/** A model that answers from scripts. */
export interface ScriptedModel {
  /** @returns the answer, and which fixture it is from: null where none matched */
  answer(question: Question): { readonly answer: Answer; readonly fixture: string | null };
  /** Questions that no fixture matched, and fixture files that could not be used, in words. */
  unmatched(): readonly string[];
  /** Splits a text into what a model would send at a time, at a readable pace. */
  stream(text: string, signal?: AbortSignal): AsyncIterable<string>;
}
