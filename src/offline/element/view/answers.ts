import type {
  StructuredInput,
  StructuredInputAnswer,
} from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";

/** What stands in a form that is not sent yet, by the id of its question. */
export type Draft = Readonly<Record<string, StructuredInputAnswer>>;

const EMPTY: StructuredInputAnswer = { values: [], skipped: false };

/** The draft of one question. */
export function draftOf(draft: Draft, id: string): StructuredInputAnswer {
  return Object.hasOwn(draft, id) ? (draft[id] ?? EMPTY) : EMPTY;
}

/** A draft with other values for one question, which is then not skipped. */
export function withValues(draft: Draft, id: string, values: readonly string[]): Draft {
  return { ...draft, [id]: { values: [...values], skipped: false } };
}

/** A draft with one question skipped, or not skipped any more. */
export function withSkipped(draft: Draft, id: string, skipped: boolean): Draft {
  return { ...draft, [id]: { values: skipped ? [] : draftOf(draft, id).values, skipped } };
}

/** The values of a question after one of several options was chosen or given up, in the order of the options. */
export function toggled(
  options: readonly { readonly value: string }[],
  values: readonly string[],
  value: string,
): string[] {
  const isChosen = values.includes(value);
  return options
    .map((option) => option.value)
    .filter((each) => (each === value ? !isChosen : values.includes(each)));
}

/** The questions that are neither answered nor skipped. */
export function missing(inputs: readonly StructuredInput[], draft: Draft): string[] {
  const open = inputs.filter(({ id }) => {
    const { values, skipped } = draftOf(draft, id);
    return !skipped && !values.some((value) => value.trim() !== "");
  });
  return open.map(({ id }) => id);
}

/** The answers as they are sent: one for each question. */
export function answersOf(
  inputs: readonly StructuredInput[],
  draft: Draft,
): Record<string, StructuredInputAnswer> {
  return Object.fromEntries(inputs.map(({ id }) => [id, draftOf(draft, id)]));
}
