import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { type AppPlan, DEV_VARIABLE, planApp } from "../../../src/dev/app/plan.ts";
import type { CliError } from "../../../src/errors.ts";
import { projectEnvironment } from "../../../src/project/environment.ts";
import { scratch } from "../../helpers/cli.ts";

const OURS = {
  version: 1,
  frontend: "react",
  backend: "self-hosted",
  runtime: "node",
  sample: "bare",
} as const;

interface Project {
  /** Has no package.json. */
  readonly isBare?: true;
  /** Path to text; a directory ends in a slash. */
  readonly files?: Readonly<Record<string, string>>;
  readonly dev?: string;
  readonly command?: readonly string[];
  readonly target?: URL;
  readonly ours?: boolean;
  readonly shell?: (cwd: string) => NodeJS.ProcessEnv;
  /** Below the scratch directory. */
  readonly below?: string;
}

async function plan(project: Project): Promise<AppPlan> {
  const root = await scratch();
  const cwd = join(root, project.below ?? ".");
  const scripts = project.dev === undefined ? {} : { dev: project.dev };
  const own: Record<string, string> =
    project.isBare || (project.dev === undefined && !project.files)
      ? {}
      : { "package.json": JSON.stringify({ scripts }) };
  await mkdir(cwd, { recursive: true });
  for (const [path, text] of Object.entries({ ...own, ...project.files })) {
    const whole = join(cwd, path);
    await mkdir(path.endsWith("/") ? whole : dirname(whole), { recursive: true });
    if (!path.endsWith("/")) await writeFile(whole, text);
  }
  return planApp({
    cwd,
    command: project.command,
    target: project.target,
    chatkitJson: project.ours ? OURS : undefined,
    environment: projectEnvironment(cwd, project.shell?.(cwd) ?? {}),
  });
}

async function refusal(project: Project): Promise<CliError> {
  return plan(project).then(
    (planned) => expect.unreachable(JSON.stringify(planned)),
    (error: CliError) => error,
  );
}

describe("the script dev is run by the package manager of the project", () => {
  const lock = (name: string) => ({ dev: "vite", files: { [name]: "" } });
  const field = (name: string) => ({
    files: { "package.json": JSON.stringify({ packageManager: name, scripts: { dev: "vite" } }) },
  });
  test.each<[string, Project, string]>([
    ["no lock file", { dev: "vite" }, "npm run dev"],
    ["package-lock.json", lock("package-lock.json"), "npm run dev"],
    ["pnpm-lock.yaml", lock("pnpm-lock.yaml"), "pnpm run dev"],
    ["yarn.lock", lock("yarn.lock"), "yarn run dev"],
    ["bun.lock", lock("bun.lock"), "bun run dev"],
    ["bun.lockb", lock("bun.lockb"), "bun run dev"],
    ["packageManager pnpm", field("pnpm@9.15.0"), "pnpm run dev"],
    ["packageManager yarn", field("yarn@4.5.0+sha224.aa"), "yarn run dev"],
    [
      "the lock file of a workspace",
      { dev: "vite", below: "apps/web", files: { "../../.git/": "", "../../pnpm-lock.yaml": "" } },
      "pnpm run dev",
    ],
    [
      "a lock file above the repository is not its own",
      { dev: "vite", below: "web", files: { ".git/": "", "../pnpm-lock.yaml": "" } },
      "npm run dev",
    ],
    [
      "a lock file above where there is no repository is not its own",
      { dev: "vite", below: "web", files: { "../pnpm-lock.yaml": "" } },
      "npm run dev",
    ],
  ])("%s", async (_, project, label) => {
    expect(await plan(project)).toMatchObject({ kind: "command", label });
  });
});

describe("what the line says goes before what the project says", () => {
  test("--target", async () => {
    const url = new URL("http://localhost:3000");
    expect(await plan({ dev: "vite", target: url })).toEqual({ kind: "target", url });
  });

  test("a command, word by word", async () => {
    const command = ["uvicorn", "main:app", "--app-dir", "my app"];
    expect(await plan({ dev: "vite", command })).toEqual({
      kind: "command",
      program: "uvicorn",
      args: ["main:app", "--app-dir", "my app"],
      label: "uvicorn main:app --app-dir 'my app'",
      readsEnvAnew: false,
    });
  });

  test("a command as one word is a line for the shell", async () => {
    expect(await plan({ command: ["npm run a && npm run b"] })).toMatchObject({
      program: "/bin/sh",
      args: ["-c", "npm run a && npm run b"],
      label: "npm run a && npm run b",
    });
  });

  test("a program with a blank in its name is no line", async () => {
    const command = ["./my app.sh"];
    expect(await plan({ command, files: { "my app.sh": "" } })).toMatchObject({
      program: "./my app.sh",
      args: [],
    });
  });

  test("a command needs no packages of the project", async () => {
    const manifest = JSON.stringify({ dependencies: { vite: "8" }, scripts: { dev: "vite" } });
    const files = { "package.json": manifest };
    expect(await plan({ files, command: ["true"] })).toMatchObject({ kind: "command" });
  });
});

describe("who reads a changed .env is not restarted for it", () => {
  test.each<[string, Project, boolean]>([
    ["an app of ours", { dev: "node scripts/dev.mjs", ours: true }, true],
    ["vite", { dev: "vite" }, true],
    ["vite with flags", { dev: "vite --host 127.0.0.1" }, true],
    ["next", { dev: "next dev --turbopack" }, true],
    ["with variables", { dev: "cross-env DEBUG=1 nuxt dev" }, true],
    ["npx vite as the command", { command: ["npx", "vite"] }, true],
    ["vite in the shell's line", { command: ["npx vite --open"] }, true],
    ["a server beside vite", { dev: "vite & node server.js" }, false],
    ["a server behind vite", { dev: "vite build && node server.js" }, false],
    ["a server", { dev: "node server.js" }, false],
    ["a name that only begins so", { dev: "vitepress-next dev" }, false],
    ["a command of its own in an app of ours", { ours: true, command: ["node", "x.js"] }, false],
  ])("%s: %s", async (_, project, readsEnvAnew) => {
    expect(await plan(project)).toMatchObject({ readsEnvAnew });
  });
});

describe("where there is nothing to start it says so and what to type", () => {
  test("no package.json", async () => {
    const planned = await plan({});
    expect(planned).toMatchObject({ kind: "none" });
    expect(planned).toMatchObject({ why: expect.stringMatching(/no package\.json.*--target/) });
  });

  test("no package.json, but a page of its own", async () => {
    const planned = await plan({ isBare: true, files: { "index.html": "<h1>mine</h1>" } });
    expect(planned).toMatchObject({ kind: "none" });
    expect(planned).toMatchObject({ why: expect.stringContaining("dev -- npx --yes vite") });
  });

  test("no script dev, but start", async () => {
    const files = { "package.json": JSON.stringify({ scripts: { start: "node ." } }) };
    const planned = await plan({ files });
    expect(planned).toMatchObject({ kind: "none" });
    expect(planned).toMatchObject({ why: expect.stringMatching(/chatkit dev -- npm start/) });
  });

  test("an app of ours without its script", async () => {
    expect(await refusal({ files: { "package.json": "{}" }, ours: true })).toMatchObject({
      code: "no_dev_script",
      exitCode: 2,
    });
  });

  test("a package.json that cannot be read", async () => {
    expect(await refusal({ files: { "package.json": "{" } })).toMatchObject({
      code: "package_json_invalid",
      exitCode: 2,
    });
  });
});

describe("packages that are not installed", () => {
  const manifest = JSON.stringify({ devDependencies: { vite: "8" }, scripts: { dev: "vite" } });

  test("are told with the command that installs them", async () => {
    const files = { "package.json": manifest, "pnpm-lock.yaml": "" };
    expect(await refusal({ files })).toMatchObject({
      code: "not_installed",
      exitCode: 1,
      hint: "Type pnpm install",
    });
  });

  test.each([
    ["node_modules", "node_modules/"],
    ["node_modules of the workspace", "../node_modules/"],
    ["Yarn's zip", ".pnp.cjs"],
  ])("are looked for in %s", async (_, path) => {
    const files = { "package.json": manifest, [path]: "" };
    expect(await plan({ files, below: "web" })).toMatchObject({ kind: "command" });
  });

  test("are not missed where none are needed", async () => {
    expect(await plan({ dev: "node server.js" })).toMatchObject({ kind: "command" });
  });
});

describe("a script dev that starts chatkit dev does not start itself for ever", () => {
  test.each<[string, Project]>([
    ["by name", { dev: "chatkit dev --port 3000" }],
    ["by the other name", { dev: "npx create-chatkit-app dev" }],
    ["by another script", { dev: "npm run serve", shell: (cwd) => ({ [DEV_VARIABLE]: cwd }) }],
  ])("%s", async (_, project) => {
    expect(await refusal(project)).toMatchObject({ code: "dev_runs_itself", exitCode: 2 });
  });

  test.each([
    ["chatkit dev", 'Let the script say what starts the app, such as "dev": "chatkit dev -- vite"'],
    ["chatkit dev -- vite", "Type npm run dev"],
    ["chatkit dev --target http://localhost:3000", "Type npm run dev"],
  ])("%s is told with what to do", async (dev, hint) => {
    expect(await refusal({ dev })).toMatchObject({ hint });
  });

  test("but may start it with a command, or for another project", async () => {
    const dev = "chatkit dev -- vite";
    expect(await plan({ dev, command: ["vite"] })).toMatchObject({ kind: "command" });
    expect(
      await plan({ dev: "vite", shell: () => ({ [DEV_VARIABLE]: "/elsewhere" }) }),
    ).toMatchObject({ kind: "command" });
  });
});
