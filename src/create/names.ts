import slugify from "@sindresorhus/slugify";
import validateName from "validate-npm-package-name";
import { usageError } from "../errors.ts";

/** The names that one directory name leads to. */
export interface AppNames {
  /** What people see: the directory's name as it was typed. */
  readonly title: string;
  /** A valid npm name. */
  readonly packageName: string;
  /** For cookies: `[a-z][a-z0-9-]*`, at most 40 characters. */
  readonly appId: string;
}

const FALLBACK = "chatkit-app";
const APP_ID_LENGTH = 40;
const PACKAGE_NAME_LENGTH = 214;
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is its purpose
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
const WINDOWS_DEVICE = /^(con|conin\$|conout\$|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)/i;

/**
 * Refuses a directory name that cannot become an app on every system.
 *
 * @param name the last part of the destination
 * @throws {CliError} `bad_name` (exit 2) with the reason
 */
export function checkDirectoryName(name: string): void {
  const refuse = (reason: string) =>
    usageError(
      "bad_name",
      `The directory cannot be named ${JSON.stringify(name)}: ${reason}.`,
      "Choose another name, such as my-chatkit-app.",
    );
  if (name.trim() === "") throw refuse("the name is empty");
  if (CONTROL.test(name)) throw refuse("it holds control characters");
  if (/[\ud800-\udfff]/u.test(name)) throw refuse("it is not valid Unicode");
  if (WINDOWS_DEVICE.test(name)) throw refuse("Windows reserves that name");
  if (name.toLowerCase() === "node_modules") throw refuse("npm keeps packages under that name");
}

function packageNameOf(title: string): string {
  // npm's own names need no change; only what npm refuses is rewritten.
  if (title.length <= PACKAGE_NAME_LENGTH && validateName(title).validForNewPackages) return title;
  const slug = slugify(title).slice(0, PACKAGE_NAME_LENGTH).replace(/-+$/, "");
  if (slug && validateName(slug).validForNewPackages) return slug;
  return slug ? `${slug}-app` : FALLBACK;
}

function appIdOf(packageName: string): string {
  const slug = slugify(packageName).replace(/^[^a-z]+/, "");
  return slug.slice(0, APP_ID_LENGTH).replace(/-+$/, "") || FALLBACK;
}

/**
 * Derives an app's names from its directory's name.
 *
 * @param directoryName the last part of the destination, as it was typed
 */
export function appNames(directoryName: string): AppNames {
  const packageName = packageNameOf(directoryName);
  return { title: directoryName, packageName, appId: appIdOf(packageName) };
}
