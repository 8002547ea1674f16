import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type {
  Annotation,
  Source,
  Task,
} from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { hasBrowser } from "../../../helpers/browser.ts";
import { openElement } from "../harness.ts";
import { answered, itemOf, keepThread, type Part, said } from "../view/conversation.ts";
import { stage } from "../view/stage.ts";
import { HOSTILE_ADDRESSES, HOSTILE_TEXTS } from "./hostile.ts";

const ALARM = `
window.rung = [];
window.alarm = (by) => rung.push(by);
window.alert = window.confirm = window.prompt = window.print = alarm;
`;

/** What is in the chat that must not be there. */
const INSPECTION = `(() => {
  const found = [];
  const safe = ["http:", "https:", "mailto:", "tel:", "blob:"];
  const raster = /^data:image\\/(png|jpe?g|gif|webp|avif|bmp)[;,]/i;
  // What the app itself sends may be a drawing, shown or saved as a picture.
  const drawn = /^data:image\\//i;
  const isPicture = (each) => each.matches("img, a[download]") && !each.closest(".ck-markdown");
  const forbidden = "script, iframe, object, embed, base, meta, link, style, frame, applet, math, template, " +
    "svg script, svg a, svg use, svg image, svg animate, svg set, svg foreignObject, video, audio, portal, isindex";
  for (const each of chat.shadowRoot.querySelectorAll(forbidden)) found.push(each.outerHTML);
  for (const each of chat.shadowRoot.querySelectorAll("*")) {
    for (const { name, value } of each.attributes) {
      if (/^on/i.test(name)) found.push(name + "=" + value);
      if (/^(srcdoc|srcset|formaction|ping|background)$/i.test(name)) found.push(name + "=" + value);
      if (/^(href|src|action|xlink:href|data|poster)$/i.test(name) && !each.closest("svg")) {
        if (!(isPicture(each) ? drawn : raster).test(value) && !safe.includes(new URL(value, location.href).protocol)) found.push(name + "=" + value);
      }
      // A field of a widget has the name that the widget gives it, in a form of its own.
      if (each.closest("chatkit-offline-widget")) continue;
      if (/^(id|name)$/i.test(name) && !/^(ck|_r)-?[\\w-]*$/.test(value)) found.push(name + "=" + value);
    }
  }
  return found;
})()`;

async function openAlarmed(options = "{}") {
  const scene = stage();
  const opened = await openElement({
    before: ALARM,
    options,
    handlers: { respond: scene.respond },
  });
  const { page, server } = opened;
  const asked: string[] = [];
  const navigated: string[] = [];
  page.on("request", (request) => {
    const url = request.url();
    // Pictures that the app itself sends may come from anywhere.
    const isPicture = /^(data:image|blob:|https:\/\/example\.com\/)/.test(url);
    if (!isPicture && !url.startsWith(server.origin)) asked.push(url);
  });
  await page.route(/example/, (route) => route.abort());
  const elements = await page.evaluate("document.querySelectorAll('body *').length");
  page.on("framenavigated", (frame) => navigated.push(frame.url()));
  const ends = async () => {
    await touchEverything(page);
    expect(await page.evaluate("rung")).toEqual([]);
    expect(await page.evaluate(INSPECTION)).toEqual([]);
    expect(asked).toEqual([]);
    expect(navigated).toEqual([]);
    expect(opened.said.filter((line) => line.startsWith("uncaught"))).toEqual([]);
    expect(await page.evaluate("document.querySelectorAll('body *').length")).toBe(elements);
  };
  return { ...opened, ...scene, ends };
}

/** Lets every element feel a pointer, the focus and the end of what it loads. */
async function touchEverything(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    const kinds = ["pointerenter", "mouseover", "mouseenter", "mousemove", "focus", "focusin", "toggle",
      "error", "load", "animationstart", "transitionend", "scroll", "wheel", "drag", "paste"];
    const cards = [...chat.shadowRoot.querySelectorAll(".ck-card-trigger")];
    for (const each of chat.shadowRoot.querySelectorAll(".ck-log *")) {
      // A pointer is in a few places at most, and a thousand cards would take their time.
      if (cards.length > 20 && cards.indexOf(each) < cards.length - 20 && cards.includes(each)) continue;
      for (const kind of kinds) each.dispatchEvent(new Event(kind, { bubbles: false }));
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  })()`);
}

const each = <T>(make: (text: string, index: number) => T): T[] => HOSTILE_TEXTS.map(make);

/** Opens a thread of these items, as a server would send it that checks nothing. */
async function show(page: Page, parts: readonly Part[]): Promise<void> {
  const items = [...parts, answered("After them all")].map((part) => itemOf("thr_1", part));
  const created_at = "2026-11-21T10:00:00Z";
  await page.route("**/chatkit", (route) =>
    route.request().postDataJSON().type === "threads.get_by_id"
      ? route.fulfill({
          json: {
            id: "thr_1",
            created_at,
            status: { type: "active" },
            metadata: {},
            allowed_image_domains: [],
            items: { data: items, has_more: false },
          },
        })
      : route.fallback(),
  );
  await page.evaluate("chat.setThreadId('thr_1')");
  await shows(page, "After them all");
}

/** Several texts a time, where one item holds many. */
const batches = HOSTILE_TEXTS.flatMap((_, index) =>
  index % 25 === 0 ? [HOSTILE_TEXTS.slice(index, index + 25)] : [],
);

/** Waits until this text is there, in sight or not. */
const shows = (page: Page, text: string) =>
  page.getByText(text).last().waitFor({ state: "attached" });

describe.skipIf(!hasBrowser)("hostile texts run nothing", () => {
  test("in messages of the assistant and the user", async () => {
    const { page, ends } = await openAlarmed();
    const texts = HOSTILE_TEXTS.join("\n\n");
    await show(page, [
      ...each((text) => answered(text)),
      answered(texts),
      ...each((text) => said(text, { quoted_text: text })).slice(0, 40),
      said(texts, { quoted_text: texts }),
    ]);
    await ends();
  });

  test("while a message is written piece by piece", async () => {
    const { page, write, end, ends } = await openAlarmed();
    await page.evaluate("void chat.sendUserMessage({ text: 'Hello' })");
    const add = await write("msg_1");
    for (const text of HOSTILE_TEXTS) {
      for (let at = 0; at < text.length; at += 9) add(text.slice(at, at + 9));
      add("\n\n");
    }
    add("After them all");
    end();
    await shows(page, "After them all");
    await ends();
  });

  test("in annotations and mentions", async () => {
    const { page, ends } = await openAlarmed();
    const sources = (text: string): Source[] => [
      {
        type: "url",
        url: text,
        title: text,
        description: text,
        attribution: text,
        timestamp: text,
        group: text,
      },
      { type: "file", filename: text, title: text, description: text, group: text },
      {
        type: "entity",
        id: text,
        title: text,
        icon: text as never,
        label: text,
        inline_label: text,
        interactive: true,
        data: { [text]: text },
      },
    ];
    const annotations = (texts: readonly string[]): Annotation[] =>
      texts
        .flatMap(sources)
        .map((source, index) => ({ type: "annotation", source, index: 5 + index }));
    const everything = HOSTILE_TEXTS.join(" ");
    await show(page, [
      said("", {
        content: each((text, index) => ({
          type: "input_tag",
          id: text,
          text,
          data: { text },
          group: text,
          interactive: index % 2 === 0,
        })),
      }),
      ...batches.map((texts) => answered("Words with sources. ".repeat(5), annotations(texts))),
      ...each((text) => answered(text, annotations(["x"]))),
      answered(everything, annotations([everything])),
    ]);
    await ends();
  });

  test("in the names and addresses of files and pictures", async () => {
    const { page, ends } = await openAlarmed();
    const both = [...HOSTILE_ADDRESSES, ...HOSTILE_TEXTS];
    await show(page, [
      said("Files", {
        attachments: both.flatMap((text, index) => [
          { type: "file" as const, id: `atc_f${index}`, name: text, mime_type: text },
          {
            type: "image" as const,
            id: `atc_i${index}`,
            name: text,
            mime_type: text,
            preview_url: text,
          },
        ]),
      }),
      ...HOSTILE_ADDRESSES.map(
        (url): Part => ({ type: "generated_image", image: { id: url, url } }),
      ),
    ]);
    const safe = await page.evaluate<string[]>(
      "[...chat.shadowRoot.querySelectorAll('.ck-log img')].map((image) => image.src)",
    );
    expect(
      safe.filter((src) => !/^(https:|blob:|data:image\/(png|svg\+xml)[;,])/.test(src)),
    ).toEqual([]);
    await ends();
  });

  test("in tasks, workflows, forms, tools and unknown items", async () => {
    const { page, ends } = await openAlarmed();
    const tasks = (text: string): Task[] => [
      { type: "custom", title: text, content: text, icon: text as never, status_indicator: "none" },
      {
        type: "web_search",
        title: text,
        title_query: text,
        queries: [text],
        sources: [{ type: "url", url: text, title: text, attribution: text }],
        status_indicator: text as never,
      },
      { type: "thought", title: text, content: text, status_indicator: "loading" },
      {
        type: "file",
        title: text,
        sources: [{ type: "file", filename: text, title: text }],
        status_indicator: "none",
      },
      { type: text, title: text, status_indicator: "none" } as never,
    ];
    await show(page, [
      ...each(
        (text): Part => ({
          type: "workflow",
          workflow: {
            type: "custom",
            tasks: tasks(text),
            summary: { title: text, icon: text as never },
            expanded: true,
          },
        }),
      ),
      {
        type: "structured_input",
        status: "pending",
        inputs: each((text) => ({
          id: text,
          question: text,
          type: "multiple_choice",
          options: [{ value: text }],
          multiple: true,
        })),
      },
      {
        type: "structured_input",
        status: "pending",
        inputs: each((text) => ({ id: text, question: text, type: "freeform", description: text })),
      },
      ...each((text): Part => ({ type: text }) as never),
    ]);
    await ends();
  });

  test("in notices, progress, errors and ids", async () => {
    const { page, tell, show: add, end, threadId, ends } = await openAlarmed();
    await page.evaluate("void chat.sendUserMessage({ text: 'Hello' })");
    const thread_id = await threadId;
    for (const text of HOSTILE_TEXTS) {
      tell({ type: "notice", level: "info", title: text, message: text });
      tell({ type: "progress_update", text, icon: text as never });
      await add({ ...answered("An id."), id: text });
    }
    await add({
      type: "client_tool_call",
      id: "c",
      status: "completed",
      call_id: "c",
      name: "<b>",
      arguments: {},
    });
    tell({ type: "thread.item.removed", item_id: "c" });
    await add(answered(`After them all in ${thread_id}`));
    tell({ type: "error", code: "custom", message: HOSTILE_TEXTS.join(" "), allow_retry: true });
    end();
    await shows(page, "After them all");
    await page.getByRole("button", { name: "Try again" }).waitFor();
    await ends();
  });

  test("in widgets", async () => {
    const { page, ends } = await openAlarmed();
    const texts = (text: string) => [
      { type: "Text", value: text },
      { type: "Title", value: text },
      { type: "Caption", value: text },
      { type: "Markdown", value: text },
      { type: "Badge", label: text },
      { type: "Button", label: text, onClickAction: { type: text } },
      { type: "Textarea", name: text, placeholder: text, defaultValue: text },
      { type: "Select", name: text, options: [{ value: text, label: text }], placeholder: text },
      { type: "Checkbox", name: text, label: text },
      { type: "RadioGroup", name: text, options: [{ value: text, label: text }] },
      { type: "Label", value: text, fieldName: text },
    ];
    const addresses = (text: string) => [
      { type: "Image", src: text, alt: text },
      { type: "Icon", name: text, color: text },
      {
        type: "Box",
        background: text,
        border: { color: text, size: 1 },
        width: text,
        children: [],
      },
      { type: "Input", name: text, placeholder: text, defaultValue: text },
      { type: text, value: text },
    ];
    const card = (children: unknown, text: string): Part => ({
      type: "widget",
      widget: { type: "Card", status: { text, favicon: text }, children } as never,
    });
    await show(page, [
      ...each((text) => card(addresses(text), text)),
      ...batches.map((some) => card(texts(some.join("\n\n")), some.join(" "))),
    ]);
    await ends();
  });

  test("in the titles of threads", async () => {
    const { page, server, ends } = await openAlarmed();
    for (const [index, title] of HOSTILE_TEXTS.entries()) {
      await keepThread(server, [], { id: `thr_${index}`, title });
    }
    await page.evaluate("chat.showHistory()");
    await page.getByRole("dialog", { name: "History" }).getByRole("button").nth(5).waitFor();
    await ends();
  });
});

test("the alarm rings", async () => {
  if (!hasBrowser) return;
  const { page } = await openAlarmed();
  await page.evaluate(
    "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alarm(1)>')",
  );
  await expect.poll(() => page.evaluate("rung")).toEqual([1]);
});
