import { execa } from "execa";

/** What became of git. */
export type GitResult =
  /** A repository with one commit was made. */
  | { readonly state: "committed" }
  /** Nothing was done, for a reason that needs no words or that the person chose. */
  | { readonly state: "skipped"; readonly reason: "no-git" | "inside-work-tree" }
  /** A repository could not be made or filled. */
  | { readonly state: "failed"; readonly message: string };

/** A variable of an outer git process would make ours act on that process's repository. */
const OUTER_GIT = [
  "GIT_DIR",
  "GIT_COMMON_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_OBJECT_DIRECTORY",
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_NAMESPACE",
  "GIT_PREFIX",
];

function environmentWithoutGit(): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !OUTER_GIT.includes(name)),
  );
}

/** Who commits where nobody has told git who they are. */
const FALLBACK_IDENTITY = { "user.name": "create-chatkit-app", "user.email": "noreply@localhost" };

/**
 * Makes a git repository with one commit, unless the app is inside a work tree already.
 *
 * @param directory the app
 * @param signal stops between the steps
 */
export async function initialiseGit(directory: string, signal: AbortSignal): Promise<GitResult> {
  const git = (...args: string[]) =>
    execa("git", args, {
      cwd: directory,
      reject: false,
      cancelSignal: signal,
      stdin: "ignore",
      // Ctrl-C is ours to hear: git in the terminal's own group would fail before we know why.
      detached: process.platform !== "win32",
      env: environmentWithoutGit(),
      extendEnv: false,
      timeout: 60_000,
    });
  const inside = await git("rev-parse", "--is-inside-work-tree");
  signal.throwIfAborted();
  if (inside.code === "ENOENT") return { state: "skipped", reason: "no-git" };
  if (inside.exitCode === 0) return { state: "skipped", reason: "inside-work-tree" };
  const identity: string[] = [];
  for (const [name, value] of Object.entries(FALLBACK_IDENTITY)) {
    const known = (await git("config", name)).stdout;
    if (!known) identity.push("-c", `${name}=${value}`);
  }
  // The person's hooks and signing keys are for their own commits, and may ask questions.
  const quiet = ["-c", "core.hooksPath=/dev/null", "-c", "commit.gpgsign=false"];
  for (const args of [
    ["-c", "init.defaultBranch=main", "init", "--quiet"],
    ["add", "--all"],
    [
      ...identity,
      ...quiet,
      "commit",
      "--quiet",
      "--message",
      "Create the app with create-chatkit-app",
    ],
  ]) {
    const result = await git(...args);
    signal.throwIfAborted();
    if (result.failed) {
      return {
        state: "failed",
        message: result.stderr.trim() || (result.shortMessage ?? "git failed"),
      };
    }
  }
  return { state: "committed" };
}
