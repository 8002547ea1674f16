export const SCHEMES = ["system", "light", "dark"] as const;
export type Scheme = (typeof SCHEMES)[number];

/** The app has the same storage, so that the name has to be ours alone. */
const KEY = "chatkit-inspector-scheme";

/** The colours that the person chose; their system's, if they never did. */
export function chosenScheme(): Scheme {
  const stored = localStorage.getItem(KEY);
  return SCHEMES.find((scheme) => scheme === stored) ?? "system";
}

/** Shows the page in these colours, now and the next time. */
export function chooseScheme(scheme: Scheme): void {
  localStorage.setItem(KEY, scheme);
  showScheme(scheme);
}

/** Shows the page in these colours. */
export function showScheme(scheme: Scheme): void {
  document.documentElement.dataset.scheme = scheme;
}
