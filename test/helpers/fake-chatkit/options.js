const OPTION_KEYS = new Set(
  "api locale theme frameTitle initialThread onClientTool header history startScreen threadItemActions composer disclaimer entities commands widgets thread".split(
    " ",
  ),
);
const THEME_KEYS = new Set(["colorScheme", "typography", "radius", "density", "color"]);

/** What is wrong with the options, in words, or null. */
export function faultOf(options) {
  if (!options || typeof options !== "object") return "options are missing";
  const unknown = Object.keys(options).find((key) => !OPTION_KEYS.has(key));
  if (unknown) return `unknown option "${unknown}"`;
  const { api, theme, composer, entities } = options;
  if (!api) return "api is missing";
  const hosted = "getClientSecret" in api;
  if (hosted && ("url" in api || "domainKey" in api))
    return "api has both getClientSecret and a custom backend's settings";
  if (hosted && typeof api.getClientSecret !== "function")
    return "api.getClientSecret is not a function";
  if (!hosted && !(api.url && api.domainKey)) return "api needs url and domainKey";
  if (!hosted && composer?.attachments?.enabled && !api.uploadStrategy)
    return "attachments need api.uploadStrategy";
  if (entities?.showComposerMenu && !entities.onTagSearch)
    return "entities.showComposerMenu needs onTagSearch";
  if (theme && typeof theme === "object") {
    const key = Object.keys(theme).find((name) => !THEME_KEYS.has(name));
    if (key) return `unknown theme option "${key}"`;
    if (theme.radius && !["pill", "round", "soft", "sharp"].includes(theme.radius))
      return `theme.radius "${theme.radius}"`;
    if (theme.density && !["compact", "normal", "spacious"].includes(theme.density))
      return `theme.density "${theme.density}"`;
    const accent = theme.color?.accent;
    if (accent && !(accent.primary && [0, 1, 2, 3].includes(accent.level)))
      return "theme.color.accent needs primary and a level from 0 to 3";
  }
  for (const prompt of options.startScreen?.prompts ?? [])
    if (!prompt.label || !prompt.prompt) return "a start-screen prompt needs label and prompt";
  return null;
}
