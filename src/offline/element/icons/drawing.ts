/** An icon of Lucide: its shapes on a ground of 24 by 24, tag and attributes each. */
export type Drawing = readonly (readonly [
  tag: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
])[];

const SVG = "http://www.w3.org/2000/svg";

/** Every shape in the colour of the text, and what lies on the first of them in that of the ground. */
export function filled(drawing: Drawing): Drawing {
  return drawing.map(([tag, attributes], index) => [
    tag,
    index === 0
      ? { ...attributes, fill: "currentColor" }
      : { ...attributes, stroke: "var(--ck-surface)" },
  ]);
}

/** Every shape filled with the colour of the text. */
export function solid(drawing: Drawing): Drawing {
  return drawing.map(([tag, attributes]) => [tag, { ...attributes, fill: "currentColor" }]);
}

/** Standing instead of lying. */
export function turned(drawing: Drawing): Drawing {
  return drawing.map(([tag, attributes]) => [
    tag,
    { ...attributes, transform: "rotate(90 12 12)" },
  ]);
}

/**
 * Makes the picture of a drawing, in the colour of the text around it.
 *
 * @param drawing the shapes
 */
export function pictureOf(drawing: Drawing): SVGSVGElement {
  const picture = document.createElementNS(SVG, "svg");
  const frame = {
    viewBox: "0 0 24 24",
    fill: "none",
    stroke: "currentColor",
    "stroke-width": "1.75",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
    "aria-hidden": "true",
  };
  for (const [name, value] of Object.entries(frame)) picture.setAttribute(name, value);
  for (const [tag, attributes] of drawing) {
    const shape = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== undefined) shape.setAttribute(name, String(value));
    }
    picture.append(shape);
  }
  return picture;
}
