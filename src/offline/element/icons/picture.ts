import type { Drawing } from "./drawing.ts";

const SVG = "http://www.w3.org/2000/svg";

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
