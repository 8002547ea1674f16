import { type RequestError, unusable } from "./errors.ts";
import type { StructuredInputSubmission } from "./requests.ts";
import type {
  StructuredInput,
  StructuredInputAnswer,
  StructuredInputItem,
  ThreadItem,
} from "./types.ts";

/**
 * Writes the answers to a form into it.
 *
 * A question without an answer counts as skipped; an answer without a question is left out.
 *
 * @throws RequestError 400, if the item does not wait for answers
 */
export function answerForm(
  item: ThreadItem,
  submission: StructuredInputSubmission,
): StructuredInputItem {
  if (item.type !== "structured_input" || item.status !== "pending") {
    throw notWaiting();
  }
  const inputs = item.inputs.map((input) => ({ ...input, answer: answerTo(input, submission) }));
  return { ...item, status: submission.status, inputs };
}

/** The refusal of an answer that nobody waits for. */
export function notWaiting(): RequestError {
  return unusable("This item does not wait for an answer.");
}

function answerTo(input: StructuredInput, submission: StructuredInputSubmission) {
  const skipped: StructuredInputAnswer = { values: [], skipped: true };
  const answer = Object.hasOwn(submission.answers, input.id)
    ? submission.answers[input.id]
    : undefined;
  if (submission.status === "skipped" || !answer || answer.skipped || answer.values.length === 0) {
    return skipped;
  }
  const takesOne = input.type === "multiple_choice" && !input.multiple;
  return { values: takesOne ? answer.values.slice(0, 1) : answer.values, skipped: false };
}
