/** The paths of OpenAI's API, below its version, that apps of ChatKit ask for. */
const OPERATIONS: readonly (readonly [string, RegExp, string])[] = [
  ["POST", /^\/responses$/, "responses.create"],
  ["POST", /^\/chat\/completions$/, "chat.completions.create"],
  ["POST", /^\/audio\/transcriptions$/, "audio.transcriptions.create"],
  ["GET", /^\/models$/, "models.list"],
  ["GET", /^\/models\/[^/]+$/, "models.retrieve"],
  ["POST", /^\/chatkit\/sessions$/, "chatkit.sessions.create"],
  ["POST", /^\/chatkit\/sessions\/[^/]+\/cancel$/, "chatkit.sessions.cancel"],
  ["GET", /^\/chatkit\/threads$/, "chatkit.threads.list"],
  ["GET", /^\/chatkit\/threads\/[^/]+$/, "chatkit.threads.retrieve"],
  ["DELETE", /^\/chatkit\/threads\/[^/]+$/, "chatkit.threads.delete"],
  ["GET", /^\/chatkit\/threads\/[^/]+\/items$/, "chatkit.threads.items.list"],
];

/**
 * Names a request to OpenAI's API as its SDKs do.
 *
 * @param method `GET` …
 * @param path below the API's version, such as `/responses`
 * @returns such as `responses.create`; method and path for one that is not known
 */
export function apiOperation(method: string, path: string): string {
  const found = OPERATIONS.find(([verb, pattern]) => verb === method && pattern.test(path));
  return found ? found[2] : `${method} ${path}`;
}
