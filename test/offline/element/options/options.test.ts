import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { HEADER_ICONS, ICONS } from "../../../../src/offline/element/options/enums.ts";
import { hasBrowser } from "../../../helpers/browser.ts";
import { openElement } from "../harness.ts";

/** The words of a union in the types of @openai/chatkit. */
function union(name: string): string[] {
  const types = readFileSync("node_modules/@openai/chatkit/types/index.d.ts", "utf8");
  const [, body = ""] = new RegExp(`export type ${name} =([^;]*);`).exec(types) ?? [];
  return [...body.matchAll(/'([^']+)'/g)].map(([, word = ""]) => word).sort();
}

test("the icons are those of the types", () => {
  expect([...HEADER_ICONS].sort()).toEqual(union("HeaderIcon"));
  expect([...ICONS].sort()).toEqual(union("ChatKitIcon"));
});

const CUSTOM = `api: { url: "/chatkit", domainKey: "local-dev" }`;

/** Options as JavaScript, and what the error says; each is a slip that somebody makes. */
const REFUSED: readonly (readonly [options: string, message: string])[] = [
  ["undefined", "options: has to be an object, not undefined"],
  ["{}", "api: is missing"],
  ["{ api: {} }", "api: needs getClientSecret, or url and domainKey"],
  [`{ api: { url: "/chatkit" } }`, "api.domainKey: is missing"],
  [`{ api: { url: "/chatkit", domainKey: "" } }`, "api.domainKey: must not be empty"],
  [
    `{ api: { getClientSecret: async () => "ek", domainKey: "x" } }`,
    "api: needs getClientSecret, or url and domainKey; both together are refused",
  ],
  [
    `{ api: { clientToken: "ek" } }`,
    "api.clientToken: is not an option; a hosted chat has getClientSecret, a function",
  ],
  [`{ api: { getClientSecret: "ek_1" } }`, 'api.getClientSecret: has to be a function, not "ek_1"'],
  [
    `{ api: { url: "/x", domainKey: "k", fetch: "fetch" } }`,
    'api.fetch: has to be a function, not "fetch"',
  ],
  [
    `{ api: { url: "/x", domainKey: "k", uploadStrategy: { type: "hosted" } } }`,
    'api.uploadStrategy.type: "hosted" is not one of "two_phase", "direct"',
  ],
  [
    `{ api: { url: "/x", domainKey: "k", uploadStrategy: { type: "direct" } } }`,
    "api.uploadStrategy.uploadUrl: is missing",
  ],
  [
    `{ ${CUSTOM}, composer: { attachments: { enabled: true } } }`,
    'api.uploadStrategy: is missing; attachments need { type: "two_phase" } or { type: "direct", uploadUrl }',
  ],
  [
    `{ ${CUSTOM}, composer: { attachments: { enabled: true, uploadStrategy: { type: "hosted" } } } }`,
    "composer.attachments.uploadStrategy: is not an option here; it is api.uploadStrategy",
  ],
  [
    `{ ${CUSTOM}, composer: { attachments: { maxCount: "3" } } }`,
    'composer.attachments.enabled: is missing; composer.attachments.maxCount: has to be a number of at least 0, not "3"',
  ],
  [
    `{ ${CUSTOM}, composer: { attachments: { enabled: false, maxSize: { "image/*": "1 MB" } } } }`,
    'composer.attachments.maxSize["image/*"]: has to be a number of at least 0, not "1 MB"',
  ],
  [
    `{ ${CUSTOM}, composer: { attachments: { enabled: false, accept: { "image/png": ".png" } } } }`,
    'composer.attachments.accept["image/png"]: has to be a list, not ".png"',
  ],
  [
    `{ ${CUSTOM}, composer: { tools: [{ id: "a", label: "A", icon: "bolt" }, { id: "b", label: "B", icon: "globee" }] } }`,
    'composer.tools[1].icon: "globee" is not an icon; did you mean "globe"?',
  ],
  [
    `{ ${CUSTOM}, composer: { tools: [{ id: "a", icon: "lucide:Bad Name" }] } }`,
    'composer.tools[0].label: is missing; composer.tools[0].icon: "lucide:Bad Name" is not an icon',
  ],
  [`{ ${CUSTOM}, composer: { models: [{ id: "a" }] } }`, "composer.models[0].label: is missing"],
  [
    `{ ${CUSTOM}, composer: { dictation: true } }`,
    "composer.dictation: has to be an object, not true",
  ],
  [
    `{ ${CUSTOM}, composer: { placeHolder: "x" } }`,
    "composer.placeHolder: is not an option; did you mean placeholder?",
  ],
  [
    `{ ${CUSTOM}, theme: { radius: "lg" } }`,
    'theme.radius: "lg" is not one of "pill", "round", "soft", "sharp"; did you mean "round"?',
  ],
  [
    `{ ${CUSTOM}, theme: { density: "comfortable" } }`,
    'theme.density: "comfortable" is not one of "compact", "normal", "spacious"; did you mean "normal"?',
  ],
  [
    `{ ${CUSTOM}, theme: "drak" }`,
    'theme: "drak" is not one of "light", "dark"; did you mean "dark"?',
  ],
  [
    `{ ${CUSTOM}, theme: { $schema: "./theme.schema.json" } }`,
    "theme.$schema: is for editors alone; leave it out of what setOptions gets",
  ],
  [
    `{ ${CUSTOM}, theme: { color: { accent: { primary: "bleu", level: 5 } } } }`,
    'theme.color.accent.primary: has to be a CSS colour, not "bleu"; theme.color.accent.level: 5 is not one of 0, 1, 2, 3',
  ],
  [
    `{ ${CUSTOM}, theme: { color: { accent: { primary: "red" } } } }`,
    "theme.color.accent.level: is missing",
  ],
  [
    `{ ${CUSTOM}, theme: { color: { grayscale: { hue: 361, tint: 10, shade: 5 } } } }`,
    "theme.color.grayscale.hue: has to be a number from 0 to 360, not 361; theme.color.grayscale.tint: 10 is not one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9; theme.color.grayscale.shade: 5 is not one of -4, -3, -2, -1, 0, 1, 2, 3, 4",
  ],
  [
    `{ ${CUSTOM}, theme: { color: { surface: { background: "#fff" } } } }`,
    "theme.color.surface.foreground: is missing",
  ],
  [
    `{ ${CUSTOM}, theme: { typography: { baseSize: 20, fontSources: [{ family: "Inter", style: "slanted" }] } } }`,
    'theme.typography.baseSize: 20 is not one of 14, 15, 16, 17, 18; theme.typography.fontSources[0].src: is missing; theme.typography.fontSources[0].style: "slanted" is not one of "normal", "italic", "oblique"',
  ],
  [
    `{ ${CUSTOM}, clientTools: {} }`,
    "clientTools: is not an option; it is onClientTool, one function for all tools",
  ],
  [
    `{ ${CUSTOM}, onError() {}, onThreadLoadEnd() {} }`,
    'onError: is not an option; listen to the element\'s event "chatkit.error"; onThreadLoadEnd: is not an option; listen to the element\'s event "chatkit.thread.load.end"',
  ],
  [
    `{ ${CUSTOM}, startScreen: { prompts: [{ name: "Hi", prompt: "Hi" }] } }`,
    "startScreen.prompts[0].label: is missing; startScreen.prompts[0].name: is not an option; it is label",
  ],
  [
    `{ ${CUSTOM}, startScreen: { prompts: [{ label: "Hi", prompt: [{ type: "text", text: "Hi" }] }] } }`,
    'startScreen.prompts[0].prompt[0].type: "text" is not one of "input_text", "input_tag"',
  ],
  [
    `{ ${CUSTOM}, startScreen: { prompts: [{ label: "Hi", prompt: [{ type: "input_tag", text: "Hi" }] }] } }`,
    "startScreen.prompts[0].prompt[0].id: is missing",
  ],
  [
    `{ ${CUSTOM}, header: { customButtonLeft: {}, rightAction: { icon: "bolt", onClick() {} } } }`,
    'header.customButtonLeft: is not an option; it is leftAction; header.rightAction.icon: "bolt" is not an icon of a header',
  ],
  [
    `{ ${CUSTOM}, header: { leftAction: { icon: "home" } } }`,
    "header.leftAction.onClick: is missing",
  ],
  [
    `{ ${CUSTOM}, history: { enabled: "yes" } }`,
    'history.enabled: has to be true or false, not "yes"',
  ],
  [`{ ${CUSTOM}, disclaimer: {} }`, "disclaimer.text: is missing"],
  [`{ ${CUSTOM}, initialThread: 3 }`, "initialThread: has to be a string, not 3"],
  [
    `{ ${CUSTOM}, entities: { showComposerMenu: true } }`,
    "entities.showComposerMenu: needs entities.onTagSearch",
  ],
  [`{ ${CUSTOM}, commands: { onSearch() {} } }`, "commands.enabled: is missing"],
  [
    `{ ${CUSTOM}, widgets: { onAction: {} } }`,
    "widgets.onAction: has to be a function, not an object",
  ],
  [
    `{ ${CUSTOM}, thread: { autoscroll: true } }`,
    "thread.autoscroll: is not an option; did you mean autoScroll?",
  ],
  [
    `{ ${CUSTOM}, threadItemActions: { share: true } }`,
    "threadItemActions.share: is not an option; there are feedback, retry",
  ],
  [`{ ${CUSTOM}, constructor: 1 }`, "constructor: is not an option"],
  [
    `{ ${CUSTOM}, frameTitle: 5, locale: 5 }`,
    "frameTitle: has to be a string, not 5; locale: has to be a string, not 5",
  ],
];

/** Every option there is, with values at the edge of what is allowed. */
const EVERYTHING = `{
  api: {
    url: "https://example.com/chatkit", domainKey: "domain_pk_1", fetch: (...given) => fetch(...given),
    uploadStrategy: { type: "direct", uploadUrl: "/files" },
  },
  locale: "xx-YY",
  theme: {
    colorScheme: "dark", radius: "sharp", density: "spacious",
    color: {
      accent: { primary: "oklch(60% 0.2 250)", level: 3 },
      grayscale: { hue: 0, tint: 9, shade: -4 },
      surface: { background: "hsl(0 0% 10%)", foreground: "white" },
    },
    typography: {
      baseSize: 18, fontFamily: "Inter, sans-serif", fontFamilyMono: "Mono",
      fontSources: [{
        family: "Inter", src: "https://example.com/inter.woff2", weight: 400, style: "oblique",
        display: "optional", unicodeRange: "U+0-FF",
      }, { family: "Inter", src: "/bold.woff2", weight: "700" }],
    },
  },
  frameTitle: "Help", initialThread: null, onClientTool: () => ({}),
  header: {
    enabled: true, title: { enabled: true, text: "Help" },
    leftAction: { icon: "sidebar-floating-open-left", onClick() {} },
    rightAction: { icon: "close", onClick() {} },
  },
  history: { enabled: true, showDelete: false, showRename: true },
  startScreen: {
    greeting: "Hi", prompts: [
      { label: "A", prompt: "a", icon: "write-alt2" },
      { label: "B", prompt: [{ type: "input_text", text: "b " }, { type: "input_tag", id: "1", text: "B", group: "g", data: { x: 1 }, interactive: true }], icon: "lucide:egg" },
    ],
  },
  threadItemActions: { feedback: true, retry: true },
  composer: {
    placeholder: "Say", attachments: { enabled: true, maxSize: { "image/*": 1, "": 2 }, maxCount: 1, accept: { "image/png": [".png"] } },
    tools: [{ id: "a", label: "A", icon: "clock", shortLabel: "a", placeholderOverride: "p", pinned: true, persistent: true }],
    models: [{ id: "m", label: "M", description: "d", disabled: false, default: true }],
    dictation: { enabled: true },
  },
  disclaimer: { text: "**Mind**", highContrast: true },
  entities: { onTagSearch: async () => [], showComposerMenu: true, onClick() {}, onRequestPreview: async () => ({ preview: null }) },
  commands: { enabled: true, onSearch: async () => [], onSelect: async () => {} },
  widgets: { onAction: async () => {} },
  thread: { autoScroll: true },
}`;

describe.skipIf(!hasBrowser)("options", () => {
  test("that are wrong are refused with their path, and what is allowed", async () => {
    const { page, events } = await openElement();
    const tried = REFUSED.map(([options]) => `() => chat.setOptions(${options})`);
    const messages = await page.evaluate<string[]>(
      `[${tried.join(",")}].map((attempt) => {
        try { attempt(); return "accepted"; } catch (error) { return error.message; }
      })`,
    );
    for (const [at, [options, message]] of REFUSED.entries()) {
      expect(messages[at], options).toContain(`Invalid ChatKit options: ${message}`);
    }
    const told = (await events()).filter(({ name }) => name === "error");
    expect(told.map(({ detail }) => detail)).toEqual(messages.map((error) => ({ error })));
    await page.getByRole("textbox", { name: "Message" }).fill("The chat goes on");
  });

  test("are all taken together", async () => {
    const { page, events } = await openElement();
    await page.evaluate(`chat.setOptions(${EVERYTHING})`);
    await page.getByRole("heading", { name: "Hi" }).waitFor();
    expect((await events()).filter(({ name }) => name === "error")).toEqual([]);
  });

  test("may be undefined where they may be left out", async () => {
    const { page } = await openElement();
    await page.evaluate(
      `chat.setOptions({ ${CUSTOM}, theme: undefined, composer: { tools: undefined } })`,
    );
  });

  test("that are wrong from the start are shown", async () => {
    const { page } = await openElement({ options: "{ thme: 'dark' }" });
    await page
      .getByRole("alert")
      .getByText("thme: is not an option; did you mean theme?")
      .waitFor();
    await page.evaluate(`chat.setOptions({ ${CUSTOM} })`);
    await page.getByRole("textbox", { name: "Message" }).waitFor();
  });
});
