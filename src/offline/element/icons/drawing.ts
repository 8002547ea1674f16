/** An icon of Lucide: its shapes on a ground of 24 by 24, tag and attributes each. */
export type Drawing = readonly (readonly [
  tag: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
])[];

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
