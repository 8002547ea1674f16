import type { FormValues } from "./payload.ts";

type Field = HTMLInputElement | HTMLTextAreaElement;

/** The fields of a form that have a name; those of a form inside of it are not its own. */
function fieldsOf(form: HTMLFormElement): readonly Field[] {
  return [...form.elements].filter(
    (element): element is Field =>
      (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) &&
      nameOf(element) !== "" &&
      !element.disabled,
  );
}

/** Buttons of one choice share a name that no other widget has: theirs stands beside it. */
function nameOf({ dataset, name }: Field): string {
  return dataset.name ?? name;
}

/**
 * @returns what a field holds: a box whether it is checked, anything else its text; undefined where
 * nothing was chosen
 */
export function fieldValue(field: Field): string | boolean | undefined {
  if (field.type === "checkbox") return (field as HTMLInputElement).checked;
  if (field.type === "radio") return (field as HTMLInputElement).checked ? field.value : undefined;
  // A list or a calendar keeps its value in a hidden input.
  return field.type === "hidden" && field.value === "" ? undefined : field.value;
}

/** @returns what the form holds */
export function valuesOf(form: HTMLFormElement): FormValues {
  const values = fieldsOf(form).map((field) => [nameOf(field), fieldValue(field)] as const);
  return values.filter(([, value]) => value !== undefined);
}

/** @returns what is wrong with the values of a form, by the ids of their inputs; in their order */
export function mistakesOf(form: HTMLFormElement): ReadonlyMap<string, string> {
  const mistakes = new Map<string, string>();
  for (const field of fieldsOf(form)) {
    const mistake = mistakeOf(field);
    // Radio buttons of one name have one message, at their group.
    const id = field.dataset.group ?? field.id;
    if (mistake !== null && !mistakes.has(id)) mistakes.set(id, mistake);
  }
  return mistakes;
}

function mistakeOf(field: Field): string | null {
  const { validity, type } = field;
  if (validity.valueMissing) return MISSING[type] ?? "Fill in this field.";
  if (validity.badInput) return "Enter a number.";
  if (validity.typeMismatch) return MISTYPED[type] ?? "This is not what the field asks for.";
  if (validity.patternMismatch || isOffPattern(field)) {
    return "This does not have the form that is asked for.";
  }
  return validity.valid || validity.stepMismatch ? null : field.validationMessage;
}

const MISSING: Readonly<Record<string, string>> = {
  checkbox: "Check this box to go on.",
  radio: "Choose one of these.",
};

const MISTYPED: Readonly<Record<string, string>> = {
  email: "Enter an email address, such as name@example.com.",
  url: "Enter a web address, such as https://example.com.",
};

/** Stands for the break of a line in an input, which has no lines: patterns see them alike. */
const LINE = "\u2028";

/**
 * Browsers look at the pattern of an `<input>` alone, and one of them gives up those that would
 * take for ever: it is left to them.
 */
function isOffPattern({ dataset, value }: Field): boolean {
  if (dataset.pattern === undefined) return false;
  const input = document.createElement("input");
  input.pattern = dataset.pattern.replaceAll("\\n", LINE);
  input.value = value.replaceAll("\n", LINE);
  return input.validity.patternMismatch;
}
