/** The package managers that an app can be made with. */
export const packageManagers = [
  { value: "npm", means: "comes with Node" },
  { value: "pnpm", means: "fast, one shared store" },
  { value: "yarn", means: "Classic or Berry, whichever is installed" },
  { value: "bun", means: "installs only; the app still runs on Node" },
] as const;

export type PackageManager = (typeof packageManagers)[number]["value"];

/**
 * The package manager that called us, told by the user agent that all four set for what they run.
 *
 * @param userAgent the value of `npm_config_user_agent`, such as `pnpm/10.1.0 npm/? node/v22.0.0`
 * @returns npm when nobody says otherwise
 */
export function callingPackageManager(userAgent: string | undefined): PackageManager {
  const name = userAgent?.split("/")[0];
  return packageManagers.find(({ value }) => value === name)?.value ?? "npm";
}

/** A program and its arguments. */
export interface CommandLine {
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * The command that installs an app's packages.
 *
 * @param packageManager which one
 */
export function installCommand(packageManager: PackageManager): CommandLine {
  // An app below a pnpm workspace is its own project, not a member that the workspace knows of.
  const args = packageManager === "pnpm" ? ["install", "--ignore-workspace"] : ["install"];
  return { program: packageManager, args };
}

/**
 * The command that runs a script of an app.
 *
 * @param packageManager which one
 * @param script the script's name, such as `dev`
 */
export function runCommand(packageManager: PackageManager, script: string): CommandLine {
  return { program: packageManager, args: ["run", script] };
}

/**
 * The words before `create-chatkit-app` that run it without installing it for good.
 *
 * @param packageManager which one
 */
export function onceCommand(packageManager: PackageManager): readonly string[] {
  return {
    npm: ["npx", "create-chatkit-app"],
    pnpm: ["pnpm", "dlx", "create-chatkit-app"],
    // Yarn Classic has no dlx, so npx serves both.
    yarn: ["npx", "create-chatkit-app"],
    bun: ["bunx", "create-chatkit-app"],
  }[packageManager];
}
