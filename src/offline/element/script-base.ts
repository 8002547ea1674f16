const script = document.currentScript;

/**
 * The folder that the element's script came from, with a slash at its end: icons and the hosted
 * conversation are beside it. Known only while the script runs for the first time.
 */
export const scriptBase: string = new URL(
  ".",
  script instanceof HTMLScriptElement && script.src !== ""
    ? script.src
    : new URL("/__chatkit/offline/chatkit.js", document.baseURI),
).href;
