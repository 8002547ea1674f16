import { isIconName } from "../../../../../templates/+self-hosted+node/server/chatkit/icons.ts";
import {
  HANDLERS,
  LINE_STYLES,
  LOADING_BEHAVIORS,
} from "../../../../../templates/+self-hosted+node/server/chatkit/widgets/enums.ts";
import { type ColorPlace, colorOf } from "../values/colors.ts";
import {
  anything,
  type Check,
  flag,
  kind,
  need,
  number,
  object,
  objectOr,
  oneOf,
  show,
  text,
  textThat,
} from "./checks.ts";

/** What no length and no colour needs: it could only ask for something, or end the declaration. */
const FOREIGN = /url\(|[\\;{}]/i;

/**
 * Whether the browser takes this CSS. Where there is none to ask, as in a test of Node's, everything
 * may be right.
 */
function isCss(property: string, value: string): boolean {
  return typeof CSS === "undefined" || (CSS.supports(property, value) && !FOREIGN.test(value));
}

/** A number or CSS of a property. */
function numberOr(property: string): Check {
  return (value, path, tell) => {
    if (typeof value === "number" && Number.isFinite(value)) return value;
    if (typeof value !== "string") {
      tell(path, `${show(value)} is not a number or a string`);
      return undefined;
    }
    if (isCss(property, value)) return value;
    tell(path, `${show(value)} is not CSS of ${property}`);
    return undefined;
  };
}

export const length = numberOr("width");
export const space = numberOr("padding-top");
export const ratio = numberOr("aspect-ratio");
export const share = numberOr("flex");

const sides = (check: Check) => ({
  top: check,
  right: check,
  bottom: check,
  left: check,
  x: check,
  y: check,
});
export const paddingSides = object(sides(numberOr("padding-top")));
export const padding = objectOr(paddingSides, numberOr("padding"));
export const margin = objectOr(object(sides(numberOr("margin-top"))), numberOr("margin"));

/** A colour of a place: a word, a primitive, CSS, or a pair of them. */
export function color(place: ColorPlace): Check {
  const one: Check = (value, path, tell) => {
    const given = text(value, path, tell);
    if (typeof given !== "string" || isCss("color", colorOf(given, place) ?? "")) return given;
    tell(path, `${show(given)} is not a colour`);
    return undefined;
  };
  return objectOr(object({ dark: need(one), light: need(one) }), one);
}

const borderLine = object({
  size: need(number),
  color: color("border"),
  style: oneOf(LINE_STYLES),
});
const borderSide = objectOr(borderLine, number);
const borderSides = object(sides(borderSide));
export const border: Check = (value, path, tell) => {
  const isLine =
    typeof value === "object" &&
    value !== null &&
    ["size", "color", "style"].some((key) => key in value);
  return (isLine ? borderLine : objectOr(borderSides, number))(value, path, tell);
};

export const action = object({
  type: need(text),
  payload: anything,
  handler: oneOf(HANDLERS),
  loadingBehavior: oneOf(LOADING_BEHAVIORS),
  streaming: flag,
});
export const cardAction = object({ label: need(text), action: need(action) });

export const icon = textThat(isIconName, "is not the name of an icon");

/**
 * A picture's address: of the web, or the picture itself, which runs and asks for nothing. Others
 * are never asked for.
 */
export const pictureUrl = textThat(
  (url) => /^(https?:\/\/|data:image\/)/i.test(url),
  "is no address of a picture: only https, http and data of images are shown",
);

export const pattern = textThat((source) => {
  try {
    return Boolean(new RegExp(source, "v"));
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}, "is not a regular expression");

export const date = textThat(
  (value) => /^\d{4}-\d{2}-\d{2}(T|$)/.test(value) && !Number.isNaN(Date.parse(value)),
  "is not a date such as 2026-01-31",
);

export const status = object({
  text: need(text),
  favicon: pictureUrl,
  frame: flag,
  icon,
});

export const editable = objectOr(
  object({
    name: need(text),
    autoFocus: flag,
    autoSelect: flag,
    autoComplete: text,
    allowAutofillExtensions: flag,
    pattern,
    placeholder: text,
    required: flag,
  }),
  kind("false or an object", (value) => value === false),
);
