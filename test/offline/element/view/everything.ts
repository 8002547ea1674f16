import type { Annotation } from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { answered, type Part, said } from "./conversation.ts";

/** A red picture of 120 by 80 pixels. */
export const PICTURE =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAHgAAABQCAIAAABd+SbeAAAAg0lEQVR42u3QQQ0AAAgEoItkBKMbzRbOBxsJyFRzIApEi0a0aNEWRItGtGjRFkSLRrRo0YgWjWjRohEtGtGiRSNaNKJFi0a0aESLFo1o0YgWLRrRohEtWjSiRSNatGhEi0a0aNGIFo1o0aIRLRrRokUjWjSiRYtGtGhEixaNaNGI/mMBqCOKlcMVYk0AAAAASUVORK5CYII=";

/** Markdown with everything in it. */
const EVERY_MARKDOWN = `# A title

Some **bold**, *slanted*, ~~gone~~ text with \`code\`, a [link](https://example.com/path), \
[an action](chatkit-link://openOrder?id=5) and ![a chart](https://pictures.example/chart.png).

## Lists

1. one
2. two
   - deep
   - [x] done
   - [ ] to do

> A quotation of more than one word.

| Name | Count | A column with a long name that does not fit |
|:-----|------:|:-----:|
| One  | 1     | ${"word ".repeat(12)}|
| Two  | 22    | no |

\`\`\`ts
const aVeryLongLineOfCode = "${"that goes on ".repeat(10)}";
\`\`\`

---

<b>Tags</b> are text. ${"averylongwordwithoutanyspaceinit".repeat(4)}
`;

export const SOURCES: readonly Annotation[] = [
  {
    type: "annotation",
    index: 17,
    source: {
      type: "url",
      url: "https://www.example.com/paris",
      title: "A page about Paris",
      description: "All there is to know.",
      attribution: "Example",
      timestamp: "2026-01-02T00:00:00Z",
      group: "Pages",
    },
  },
  {
    type: "annotation",
    index: 37,
    source: { type: "file", filename: "census.pdf", title: "The census", group: "Files" },
  },
  {
    type: "annotation",
    index: 37,
    source: {
      type: "entity",
      id: "city_1",
      title: "Paris, the city",
      icon: "map-pin",
      label: "City",
      inline_label: "Paris",
      interactive: true,
      data: { country: "fr" },
    },
  },
];

/** A thread with an item of every kind. */
export const EVERY_ITEM: readonly Part[] = [
  said("", {
    content: [
      { type: "input_text", text: "What of " },
      {
        type: "input_tag",
        id: "city_1",
        text: "Paris",
        data: {},
        group: "Cities",
        interactive: true,
      },
      { type: "input_text", text: "?\nA second line." },
    ],
    attachments: [
      { type: "file", id: "atc_1", name: "notes.txt", mime_type: "text/plain" },
      {
        type: "image",
        id: "atc_2",
        name: "square.png",
        mime_type: "image/png",
        preview_url: PICTURE,
      },
    ],
    quoted_text: "What was said before.",
  }),
  {
    type: "workflow",
    workflow: {
      type: "custom",
      expanded: true,
      summary: { title: "Looked around", icon: "search" },
      tasks: [
        {
          type: "custom",
          title: "A task",
          content: "With **words**.",
          status_indicator: "complete",
        },
        {
          type: "web_search",
          title_query: "paris inhabitants",
          queries: ["paris", "inhabitants of paris"],
          sources: [{ type: "url", url: "https://example.com/a", title: "A page" }],
          status_indicator: "complete",
        },
        { type: "thought", title: "A thought", content: "Hm.", status_indicator: "none" },
        {
          type: "file",
          sources: [{ type: "file", filename: "census.pdf", title: "The census" }],
          status_indicator: "loading",
        },
        { type: "image", title: "A drawing", status_indicator: "complete" },
      ],
    },
  },
  {
    type: "workflow",
    workflow: {
      type: "reasoning",
      expanded: false,
      summary: { duration: 65 },
      tasks: [{ type: "thought", content: "Reasons.", status_indicator: "complete" }],
    },
  },
  {
    type: "task",
    task: { type: "custom", title: "One task alone", icon: "bolt", status_indicator: "none" },
  },
  answered("Paris is a city. It has two millions.", [...SOURCES]),
  { type: "generated_image", image: { id: "ig_1", url: PICTURE } },
  {
    type: "structured_input",
    status: "answered",
    inputs: [
      {
        id: "a",
        question: "Which one?",
        type: "multiple_choice",
        options: [{ value: "This" }, { value: "That" }],
        multiple: false,
        answer: { values: ["That"], skipped: false },
      },
      { id: "b", question: "Why?", type: "freeform", answer: { values: [], skipped: true } },
    ],
  },
  { type: "end_of_turn" },
  said("And everything else?"),
  answered(EVERY_MARKDOWN),
  {
    type: "structured_input",
    status: "pending",
    inputs: [
      {
        id: "priority",
        question: "How urgent is it?",
        type: "multiple_choice",
        options: [{ value: "Low" }, { value: "High" }],
        multiple: false,
      },
      {
        id: "colours",
        question: "Which colours?",
        type: "multiple_choice",
        options: [{ value: "Red" }, { value: "Green" }, { value: "Blue" }],
        multiple: true,
      },
      {
        id: "name",
        question: "What is its name?",
        type: "freeform",
        description: "As on the label.",
      },
    ],
  },
];
