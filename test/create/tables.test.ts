import { describe, expect, test } from "vitest";
import { checkGiven, completeAnswers, isThemeFile } from "../../src/create/answers.ts";
import { bringsLayer, compareLayers, layerWords } from "../../src/create/layers.ts";
import { mergeParts } from "../../src/create/merge.ts";
import { planApp, targetPath } from "../../src/create/plan.ts";
import { recreateCommand } from "../../src/create/recreate.ts";
import { htmlText, jsonLiteral, markdownText } from "../../src/create/render.ts";
import { readTemplates } from "../../src/create/templates.ts";
import { nearest } from "../../src/nearest.ts";
import { answersOf, planned } from "../helpers/plan.ts";

describe("layers", () => {
  const words = layerWords(answersOf({ backend: "self-hosted", frontend: "vanilla" }));

  test("the words are the answers that change what is written", () => {
    expect([...words]).toEqual(["vanilla", "self-hosted", "node", "tour", "sqlite"]);
    expect([...layerWords(answersOf({ backend: "hosted" }))]).toEqual([
      "react",
      "hosted",
      "node",
      "tour",
    ]);
  });

  test.each([
    ["base", true],
    ["+vanilla", true],
    ["+self-hosted", true],
    ["+vanilla+self-hosted+node", true],
    ["+vanilla+self-hosted+python", false],
    ["+node+sqlite", true],
    ["+node+postgres", false],
    ["+react", false],
    ["+hosted", false],
    ["+vanilla+hosted", false],
    ["+self", false],
    ["vanilla", false],
    ["notes", false],
    [".DS_Store", false],
  ])("%s is brought: %s", (layer, brought) => {
    expect(bringsLayer(layer, words)).toBe(brought);
  });

  test("base comes first, then few words before many, then by name", () => {
    const layers = ["+react+hosted", "+tour", "base", "+hosted", "+hosted+node+tour"];
    expect(layers.sort(compareLayers)).toEqual([
      "base",
      "+hosted",
      "+tour",
      "+react+hosted",
      "+hosted+node+tour",
    ]);
  });
});

describe("target paths", () => {
  test.each([
    ["_gitignore", ".gitignore"],
    ["_env.example.hbs", ".env.example"],
    ["public/_headers", "public/.headers"],
    ["server/__init__.py", "server/__init__.py"],
    ["server/__main__.py", "server/__main__.py"],
    ["a_b/c_d.ts", "a_b/c_d.ts"],
    ["index.html.hbs", "index.html"],
    ["src/hbs.ts", "src/hbs.ts"],
  ])("%s becomes %s", (source, target) => {
    expect(targetPath(source)).toBe(target);
  });
});

describe("merging", () => {
  test("package.json is merged deeply, and dependencies are sorted and last", () => {
    const merged = mergeParts("package.json", [
      '{"name":"a","dependencies":{"z":"1"},"scripts":{"dev":"x"}}',
      Buffer.from('{"scripts":{"build":"y"},"dependencies":{"a":"2"}}'),
    ]);
    expect(merged).toBe(
      `${JSON.stringify(
        { name: "a", scripts: { dev: "x", build: "y" }, dependencies: { a: "2", z: "1" } },
        null,
        2,
      )}\n`,
    );
  });

  test.each([
    ["two values for a key", '{"a":{"b":1}}', '{"a":{"b":2}}', /a\.b/],
    ["a scalar and an object", '{"a":1}', '{"a":{}}', /set a /],
    ["two lists", '{"a":[1]}', '{"a":[2]}', /set a /],
  ])("%s in package.json is an error", (_, one, two, says) => {
    expect(() => mergeParts("package.json", [one, two])).toThrow(says);
  });

  test("the same value twice is no contradiction", () => {
    const part = '{"type":"module"}';
    expect(mergeParts("package.json", [part, part])).toBe('{\n  "type": "module"\n}\n');
  });

  test("texts are joined by one empty line", () => {
    expect(mergeParts("README.md", ["\n# a\n\n\n", "b", "\nc\n"])).toBe("# a\n\nb\n\nc\n");
    expect(mergeParts(".gitignore", ["only\n\n"])).toBe("only\n\n");
  });

  test("any other path comes from one layer, byte for byte", () => {
    const bytes = Buffer.from([0, 255, 10]);
    expect(mergeParts("public/x.bin", [bytes])).toBe(bytes);
    expect(() => mergeParts("src/a.ts", ["a", "a"])).toThrow("Two layers bring src/a.ts");
  });
});

describe("the plan", () => {
  const input = {
    answers: answersOf({ backend: "hosted", sample: "bare" }),
    names: { title: "T", packageName: "t", appId: "t" },
    theme: { radius: "pill" as const },
    recreate: "npx x",
    openaiKey: "sk-typed-0123456789",
    secret: "s".repeat(64),
    agents: true,
  };
  const template = (source: string, text: string, layer = "base") => ({
    layer,
    source,
    contents: Buffer.from(text),
  });
  const example = template("_env.example", "# key\nOPENAI_API_KEY=\n# secret\nCHATKIT_SECRET=\n");

  test("secrets go to .env, which comes last and is its owner's", () => {
    const files = planApp(input, [example, template("_gitignore", ".env\n"), template("z.ts", "")]);
    expect(files.at(-1)).toEqual({
      path: ".env",
      mode: 0o600,
      contents: `# key\nOPENAI_API_KEY=sk-typed-0123456789\n# secret\nCHATKIT_SECRET=${input.secret}\n`,
    });
    const others = files.slice(0, -1).map(({ contents }) => String(contents));
    expect(others.join()).not.toMatch(/sk-typed|ssss/);
  });

  test("a plan is the same whatever the order of the templates", () => {
    const templates = [
      template("README.md", "c", "+react+hosted"),
      example,
      template("README.md", "b", "+hosted"),
      template("README.md", "a"),
    ];
    const plans = [templates, templates.toReversed()].map((order) => planApp(input, order));
    expect(plans[0]).toEqual(plans[1]);
    expect(plans[0]?.find(({ path }) => path === "README.md")?.contents).toBe("a\n\nb\n\nc\n");
  });

  test("an app without .env.example is a defect of the templates", () => {
    expect(() => planApp(input, [])).toThrow(".env.example");
  });

  const servers = [
    ...(["node", "python"] as const).flatMap((runtime) =>
      (["sqlite", "postgres", "memory"] as const).map(
        (store) => ({ backend: "self-hosted", runtime, store }) as const,
      ),
    ),
    { backend: "hosted", runtime: "node", store: undefined } as const,
  ];
  const combinations = (["react", "vanilla"] as const).flatMap((frontend) =>
    servers.flatMap((server) =>
      (["tour", "bare"] as const).map((sample) => answersOf({ frontend, ...server, sample })),
    ),
  );

  test.each(combinations)(
    "$frontend $backend $runtime $store $sample has what every app has",
    async (answers) => {
      const files = await planned("app", answers);
      expect(Object.keys(files)).toEqual(
        expect.arrayContaining([
          ".env",
          ".env.example",
          ".gitignore",
          ".editorconfig",
          "AGENTS.md",
          "CLAUDE.md",
          "Dockerfile",
          "README.md",
          "biome.json",
          "chatkit.json",
          "index.html",
          "package.json",
          "src/chatkit.config.ts",
          "src/theme.json",
          "src/theme.schema.json",
        ]),
      );
      expect(files[".gitignore"]).toMatch(/^\.env$/m);
      expect(files["chatkit.json"]).not.toMatch(/wf_|sk-|workflow/);
      expect(files["index.html"]).toContain(
        "https://cdn.platform.openai.com/deployments/chatkit/chatkit.js",
      );
      for (const [path, text] of Object.entries(files)) {
        expect([path, /\{\{([#/]|json|html|md|sh)|\.hbs\b/.test(path + text)]).toEqual([
          path,
          false,
        ]);
        if (!path.startsWith(".env")) expect([path, text.endsWith("\n")]).toEqual([path, true]);
        expect([path, text.includes("\r")]).toEqual([path, false]);
      }
      const { scripts } = JSON.parse(files["package.json"] ?? "") as { scripts: object };
      expect(Object.keys(scripts)).toEqual(
        expect.arrayContaining(["dev", "build", "start", "test", "lint", "typecheck"]),
      );
    },
  );

  test("what development leaves behind is no template", async () => {
    const files = await readTemplates(() => true);
    expect(files.length).toBeGreaterThan(50);
    const leftovers = /node_modules|__pycache__|\.pyc$|\.venv|\.DS_Store|\.log$/;
    expect(files.filter(({ source }) => leftovers.test(source))).toEqual([]);
  });
});

describe("Yarn", () => {
  test("gets a lock file of its own and packages in node_modules", async () => {
    const yarn = await planned("app", answersOf({ backend: "hosted", packageManager: "yarn" }));
    expect(yarn[".yarnrc.yml"]).toBe("nodeLinker: node-modules\n");
    expect(yarn["yarn.lock"]).toBe("");
    expect(yarn[".gitignore"]).toContain("\n.yarn/\n");
    const npm = await planned("app", answersOf({ backend: "hosted" }));
    expect(Object.keys(npm).filter((path) => path.includes("yarn"))).toEqual([]);
    expect(npm[".gitignore"]).not.toContain("yarn");
  });
});

describe("answers", () => {
  const npm = { yes: false, packageManager: "npm" as const };
  const base = { frontend: "react", backend: "hosted", runtime: "node", theme: "minimal" };

  test("only a self-hosted app has a store, only a hosted one a workflow", () => {
    expect(completeAnswers(base, npm).store).toBeUndefined();
    expect(completeAnswers({ ...base, backend: "self-hosted" }, npm)).toMatchObject({
      store: "sqlite",
      workflow: undefined,
    });
    expect(completeAnswers({ ...base, workflow: "" }, npm).workflow).toBeUndefined();
  });

  test("the runtime is Node unless another is named", () => {
    const yes = { ...npm, yes: true };
    expect(completeAnswers({}, yes)).toMatchObject({ backend: "self-hosted", runtime: "node" });
    expect(completeAnswers({ runtime: "python" }, yes).runtime).toBe("python");
    expect(completeAnswers({ runtime: "python", workflow: "wf_1" }, yes)).toMatchObject({
      backend: "hosted",
      runtime: "python",
    });
  });

  test("with --yes a workflow decides the backend", () => {
    const yes = { ...npm, yes: true };
    expect(completeAnswers({ workflow: "wf_1" }, yes).backend).toBe("hosted");
    expect(() => completeAnswers({ workflow: "wf_1", store: "sqlite" }, yes)).toThrow(
      /--store belongs to --backend self-hosted/,
    );
  });

  test.each(["wf_1", "wf_aZ-9_x"])("%s is a workflow", (workflow) => {
    expect(() => checkGiven({ workflow })).not.toThrow();
  });

  test.each(["wf_", "WF_1", "wf_a b", "wf_a\n", "asst_1", " wf_1"])("%j is none", (workflow) => {
    expect(() => checkGiven({ workflow })).toThrow(/--workflow cannot be/);
  });

  test.each([
    ["minimal", false],
    ["./minimal", true],
    ["theme.json", true],
    ["THEME.JSON", true],
    ["a\\b", true],
    ["json", false],
  ])("the theme %s is a file: %s", (theme, file) => {
    expect(isThemeFile(theme)).toBe(file);
  });
});

describe("nearest", () => {
  const words = ["react", "vanilla", "self-hosted", "hosted", "tour", "bare"];
  test.each([
    ["raect", "react"],
    ["REACT", "react"],
    ["re", "react"],
    ["vanila", "vanilla"],
    ["selfhosted", "self-hosted"],
    ["tuor", "tour"],
    ["host", "hosted"],
    ["angular", undefined],
    ["x", undefined],
    ["", undefined],
  ])("%j means %s", (typed, meant) => {
    expect(nearest(typed, words)).toBe(meant);
  });
  test("nothing is near to no words", () => {
    expect(nearest("a", [])).toBeUndefined();
  });
});

describe("quoting for templates", () => {
  const texts = ["plain", 'it\'s "q"', "</script>", "a\\b", "\u007f", "日本 🚀", "$&`{{x}}"];

  test.each(texts)("a literal of %j is valid JSON and TypeScript, and closes no script", (text) => {
    const literal = jsonLiteral(text);
    expect(JSON.parse(literal)).toBe(text);
    expect(new Function(`return ${literal}`)()).toBe(text);
    expect(literal).not.toContain("<");
  });

  test("HTML text", () => {
    expect(htmlText(`<a href="x" title='y'>&amp;</a>`)).toBe(
      "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;",
    );
  });

  test.each([
    ["my-chatkit-app", "my-chatkit-app"],
    ["a_b", "a\\_b"],
    ["*x*", "\\*x\\*"],
    ["1. x", "1. x"],
    ["- x", "\\- x"],
    ["`x`", "\\`x\\`"],
    ["<b>", "\\<b\\>"],
  ])("Markdown text of %j", (text, shown) => {
    expect(markdownText(text)).toBe(shown);
  });
});

describe("the command that makes the app again", () => {
  const all = { install: true, git: true, agents: true };
  const answers = answersOf({ backend: "hosted", workflow: "wf_1", accent: "rgb(1 2 3)" });
  test.each([
    [
      "app",
      answers,
      all,
      "npx create-chatkit-app --frontend react --backend hosted --runtime node --theme corporate-light --accent 'rgb(1 2 3)' --sample tour --package-manager npm app",
    ],
    [
      "-x y",
      answersOf({
        backend: "self-hosted",
        runtime: "python",
        store: "memory",
        packageManager: "pnpm",
      }),
      { install: false, git: false, agents: false },
      "pnpm dlx create-chatkit-app --frontend react --backend self-hosted --runtime python --theme corporate-light --store memory --sample tour --package-manager pnpm --no-install --no-git --no-agents -- '-x y'",
    ],
    [
      "b",
      answersOf({ backend: "hosted", workflow: "wf_1", packageManager: "bun" }),
      { ...all, workflow: true },
      "bunx create-chatkit-app --frontend react --backend hosted --runtime node --theme corporate-light --sample tour --workflow wf_1 --package-manager bun b",
    ],
  ])("for %s", (directory, made, options, command) => {
    expect(recreateCommand(directory, made, options)).toBe(command);
  });
});
