/** The languages of ChatKit's locales (facts 2.4); for others it speaks English. */
const LANGUAGES = new Set(
  (
    "am ar bg bn bs ca cs da de el en es et fi fr gu hi hr hu hy id is it ja ka kk kn ko lt lv mk " +
    "ml mn mr ms my nb nl pa pl pt ro ru sk sl so sq sr sv sw ta te th tl tr uk ur vi zh"
  ).split(" "),
);

/** Those of them that are written from right to left. */
const RIGHT_TO_LEFT = new Set(["ar", "ur"]);

function languageOf(locale: string): string {
  const [language = ""] = locale.toLowerCase().split("-");
  // Two names that browsers give to languages of the list.
  if (language === "no") return "nb";
  return language === "fil" ? "tl" : language;
}

/**
 * The locale that the chat is shown in, which a server is told of as `Accept-Language`.
 *
 * @param chosen what the page's options say; the browser's own language without it
 * @param ofBrowser such as `navigator.language`
 * @returns `en` where it is in none of ChatKit's languages
 */
export function activeLocale(chosen: string | undefined, ofBrowser: string): string {
  const locale = chosen ?? ofBrowser;
  return LANGUAGES.has(languageOf(locale)) ? locale : "en";
}

/** Which way text of a locale runs. */
export function directionOf(locale: string): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.has(languageOf(locale)) ? "rtl" : "ltr";
}
