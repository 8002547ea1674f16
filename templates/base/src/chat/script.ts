import { ProblemError, scriptBlocked } from "./problems";

const ELEMENT = "openai-chatkit";
const TIME_LIMIT_MS = 20_000;
const GRACE_MS = 5_000;

/**
 * Waits until the script in `index.html` has defined the `<openai-chatkit>` element. Called again
 * after a failure, it asks for the script again.
 *
 * @throws {ProblemError} `script_blocked` when the script fails, or takes longer than 20 seconds.
 */
export async function loadChatKit(): Promise<void> {
  if (customElements.get(ELEMENT)) return;
  const tag = document.querySelector<HTMLScriptElement>('script[async]:not([type="module"])');
  const repeated = tag?.dataset.failed === "true";
  const script = tag && repeated ? replace(tag) : tag;
  // The error event may be over before this code ran. Then the browser has a finished request on
  // record, and unless it failed the element exists soon.
  const finished =
    script !== null && !repeated && performance.getEntriesByName(script.src).length > 0;

  let stop = () => {};
  const failure = new Promise<never>((_, reject) => {
    const fail = () => {
      if (script) script.dataset.failed = "true";
      reject(new ProblemError(scriptBlocked()));
    };
    const timer = setTimeout(fail, finished ? GRACE_MS : TIME_LIMIT_MS);
    script?.addEventListener("error", fail);
    stop = () => {
      clearTimeout(timer);
      script?.removeEventListener("error", fail);
    };
  });
  await Promise.race([chatKitDefined(), failure]).finally(() => stop());
}

/** Resolves when `<openai-chatkit>` is defined, however late that is. */
export async function chatKitDefined(): Promise<void> {
  await customElements.whenDefined(ELEMENT);
}

/** A script element runs once, so asking again takes a new one. */
function replace(tag: HTMLScriptElement): HTMLScriptElement {
  const copy = document.createElement("script");
  copy.src = tag.src;
  copy.async = true;
  tag.replaceWith(copy);
  return copy;
}
