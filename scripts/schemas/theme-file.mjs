/**
 * The schema of a theme file: what the types say, and what only their comments and the docs say.
 *
 * @param {object} schema of `ThemeOption`
 */
export function themeFileSchema({ properties, ...schema }) {
  const { hue } = properties.color.properties.grayscale.properties;
  // The type is number; its comment says "Hue in degrees (0–360)".
  Object.assign(hue, { minimum: 0, maximum: 360 });
  return {
    title: "ChatKit theme",
    ...schema,
    // For the editor; `src/theme.ts` of an app takes it out.
    properties: { $schema: { type: "string" }, ...properties },
  };
}
