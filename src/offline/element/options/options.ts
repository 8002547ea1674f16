import type {
  ChatKitOptions,
  CommandsOption,
  ComposerOption,
  CustomApiConfig,
  DisclaimerOption,
  EntitiesOption,
  FileUploadStrategy,
  HeaderOption,
  HistoryOption,
  HostedApiConfig,
  ModelOption,
  StartScreenOption,
  StartScreenPrompt,
  ThreadItemActionsOption,
  ThreadOption,
  ToolOption,
  WidgetsOption,
} from "@openai/chatkit";
import {
  type Check,
  callable,
  filledText,
  flag,
  isObject,
  join,
  list,
  nameOf,
  number,
  object,
  record,
  type Shape,
  text,
  word,
} from "./check.ts";
import { content } from "./content.ts";
import { HEADER_ICONS, ICONS } from "./enums.ts";
import { theme } from "./theme.ts";

const icon: Check = (value, path, report) => {
  if (typeof value === "string" && /^lucide:[a-z0-9-]+$/.test(value)) return;
  word(ICONS, "an icon")(value, path, report);
};

const headerButton = object<NonNullable<HeaderOption["leftAction"]>>(
  { icon: word(HEADER_ICONS, "an icon of a header"), onClick: callable },
  ["icon", "onClick"],
);

const header = object<HeaderOption>(
  {
    enabled: flag,
    title: object<NonNullable<HeaderOption["title"]>>({ enabled: flag, text }),
    leftAction: headerButton,
    rightAction: headerButton,
  },
  [],
  {
    customButtonLeft: "is not an option; it is leftAction",
    customButtonRight: "is not an option; it is rightAction",
  },
);

const prompt: Check = (value, path, report) => {
  if (typeof value === "string") return;
  if (Array.isArray(value)) content(value, path, report);
  else report(path, `has to be a string or a list of segments, not ${nameOf(value)}`);
};

const startScreen = object<StartScreenOption>({
  greeting: text,
  prompts: list(
    object<StartScreenPrompt>({ label: filledText, prompt, icon }, ["label", "prompt"], {
      name: "is not an option; it is label",
      text: "is not an option; it is prompt",
    }),
  ),
});

const bytes: Check = (value, path, report) => {
  if (typeof value === "number") number(0)(value, path, report);
  else if (typeof value === "object") record(number(0))(value, path, report);
  else report(path, `has to be a number of bytes, or one by MIME type, not ${nameOf(value)}`);
};

type Attachments = NonNullable<ComposerOption["attachments"]>;

const composer = object<ComposerOption>({
  placeholder: text,
  attachments: object<Attachments>(
    { enabled: flag, maxSize: bytes, maxCount: number(0), accept: record(list(text)) },
    ["enabled"],
    { uploadStrategy: "is not an option here; it is api.uploadStrategy" },
  ),
  tools: list(
    object<ToolOption>(
      {
        id: filledText,
        label: filledText,
        icon,
        shortLabel: text,
        placeholderOverride: text,
        pinned: flag,
        persistent: flag,
      },
      ["id", "label", "icon"],
    ),
  ),
  models: list(
    object<ModelOption>(
      { id: filledText, label: filledText, description: text, disabled: flag, default: flag },
      ["id", "label"],
    ),
  ),
  dictation: object<NonNullable<ComposerOption["dictation"]>>({ enabled: flag }, ["enabled"]),
});

const twoPhase = object<Extract<FileUploadStrategy, { type: "two_phase" }>>({ type: text });
const direct = object<Extract<FileUploadStrategy, { type: "direct" }>>(
  { type: text, uploadUrl: filledText },
  ["uploadUrl"],
);

const uploadStrategy: Check = (value, path, report) => {
  if (!isObject(value, path, report)) return;
  if (value.type === "two_phase") twoPhase(value, path, report);
  else if (value.type === "direct") direct(value, path, report);
  else word(["two_phase", "direct"])(value.type, join(path, "type"), report);
};

const TOKEN = "is not an option; a hosted chat has getClientSecret, a function";

const customApi = object<CustomApiConfig>(
  { url: filledText, fetch: callable, domainKey: filledText, uploadStrategy },
  ["url", "domainKey"],
  { uploadUrl: "is not an option here; it is api.uploadStrategy.uploadUrl" },
);
const hostedApi = object<HostedApiConfig>({ getClientSecret: callable }, ["getClientSecret"], {
  uploadStrategy: "is for an app with a server of its own; a session says what a hosted chat takes",
});

/** Exactly one of the two, which the types alone do not say (facts 2.4). */
const api: Check = (value, path, report) => {
  if (!isObject(value, path, report)) return;
  const isHosted = "getClientSecret" in value;
  const isCustom = "url" in value || "domainKey" in value;
  const token = ["clientToken", "clientSecret", "client_secret"].find((key) => key in value);
  if (isHosted && isCustom) {
    report(path, "needs getClientSecret, or url and domainKey; both together are refused");
  } else if (token) {
    report(join(path, token), TOKEN);
  } else if (isHosted) {
    hostedApi(value, path, report);
  } else if (isCustom) {
    customApi(value, path, report);
  } else {
    report(path, "needs getClientSecret, or url and domainKey");
  }
};

/** Event handlers, which React's `useChatKit` takes with the options, and the element does not. */
const HANDLERS = Object.fromEntries(
  [
    "ready",
    "error",
    "effect",
    "deeplink",
    "log",
    "response.start",
    "response.end",
    "history.open",
    "history.close",
    "thread.change",
    "thread.load.start",
    "thread.load.end",
    "tool.change",
  ].map((event) => [
    `on${event.replace(/(?:^|\.)(.)/g, (_, letter: string) => letter.toUpperCase())}`,
    `is not an option; listen to the element's event "chatkit.${event}"`,
  ]),
);

const shape: Shape<ChatKitOptions> = {
  api,
  // One that ChatKit does not have is English (facts 2.4), and no fault.
  locale: text,
  theme,
  frameTitle: text,
  initialThread: (value, path, report) => {
    if (value !== null) filledText(value, path, report);
  },
  onClientTool: callable,
  header,
  history: object<HistoryOption>({ enabled: flag, showDelete: flag, showRename: flag }),
  startScreen,
  threadItemActions: object<ThreadItemActionsOption>({ feedback: flag, retry: flag }),
  composer,
  disclaimer: object<DisclaimerOption>({ text, highContrast: flag }, ["text"]),
  entities: object<EntitiesOption>({
    onTagSearch: callable,
    showComposerMenu: flag,
    onClick: callable,
    onRequestPreview: callable,
  }),
  commands: object<CommandsOption>({ enabled: flag, onSearch: callable, onSelect: callable }, [
    "enabled",
  ]),
  widgets: object<WidgetsOption>({ onAction: callable }),
  thread: object<ThreadOption>({ autoScroll: flag }),
};

const options = object<ChatKitOptions>(shape, ["api"], {
  ...HANDLERS,
  clientTools: "is not an option; it is onClientTool, one function for all tools",
});

/**
 * Looks whether these are options of ChatKit (facts 2.4).
 *
 * @throws Error whose message names each fault, its path and what is allowed
 */
export function checkOptions(value: unknown): asserts value is ChatKitOptions {
  const faults: string[] = [];
  options(value, "", (path, fault) => faults.push(`${path}: ${fault}`));
  if (faults.length === 0) checkTogether(value as ChatKitOptions, faults);
  if (faults.length > 0) throw new Error(`Invalid ChatKit options: ${faults.join("; ")}`);
}

/** What one option needs of another. */
function checkTogether({ api, composer, entities }: ChatKitOptions, faults: string[]): void {
  if ("url" in api && composer?.attachments?.enabled && !api.uploadStrategy) {
    faults.push(
      'api.uploadStrategy: is missing; attachments need { type: "two_phase" } or { type: "direct", uploadUrl }',
    );
  }
  if (entities?.showComposerMenu && !entities.onTagSearch) {
    faults.push("entities.showComposerMenu: needs entities.onTagSearch");
  }
}
