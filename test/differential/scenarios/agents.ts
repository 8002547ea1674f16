import type { Output } from "../model-script.ts";
import {
  type Ask,
  add,
  ask,
  create,
  done,
  input,
  type Scenario,
  type Step,
  said,
  stored,
} from "../scenario.ts";

const plain: Step = { agent: "plain" };
const tools: Step = { agent: "tools" };
const speaks = (...text: string[]): Output => ({ parts: [{ text }] });

/** A first message that an agent answers. */
const answered = (outputs: readonly Output[][], step: Step = plain, more: Partial<Ask> = {}): Ask =>
  create("Hello", [step], { model: outputs, ...more });

const CITATIONS = [
  {
    type: "url_citation",
    url: "https://example.com/a",
    title: "A",
    start_index: 0,
    end_index: 3,
  },
  { type: "file_citation", file_id: "file_1", filename: "notes.txt", index: 4 },
  {
    type: "container_file_citation",
    container_id: "cntr_1",
    file_id: "cfile_1",
    filename: "plot.png",
    start_index: 1,
    end_index: 6,
  },
];

/** Real agents on both sides, which ask the same scripted model. */
export const AGENTS: readonly Scenario[] = [
  {
    name: "an agent that speaks",
    exchanges: [
      answered([[speaks("Hel", "lo ", "there")]]),
      add("And?", [plain], { model: [[speaks("More")]] }),
      stored,
    ],
  },
  {
    name: "an agent that says nothing",
    exchanges: [answered([[speaks()]]), stored],
  },
  {
    name: "an agent whose message has several parts",
    exchanges: [answered([[{ parts: [{ text: ["One"] }, { text: ["Two", "!"] }] }]]), stored],
  },
  {
    name: "an agent that says two messages",
    exchanges: [answered([[speaks("First"), speaks("Second")]]), stored],
  },
  {
    name: "an agent that cites",
    exchanges: [
      answered([
        [
          {
            parts: [
              { text: ["See there."], citations: CITATIONS },
              { text: ["And here."], citations: [CITATIONS[1] as object] },
            ],
          },
        ],
      ]),
      stored,
      add("And?", [plain], { model: [[speaks("Nothing else")]] }),
    ],
  },
  {
    name: "an agent that cites what has no name",
    exchanges: [
      answered([
        [
          {
            parts: [
              {
                text: ["Hm"],
                citations: [
                  { type: "file_citation", file_id: "file_1", filename: "", index: 1 },
                  { type: "file_path", file_id: "file_2", index: 1 },
                  CITATIONS[0] as object,
                ],
              },
            ],
          },
        ],
      ]),
      stored,
    ],
  },
  {
    name: "an agent that thinks",
    exchanges: [
      answered([[{ thoughts: [["First ", "of all"], ["Then"]] }, speaks("Done")]]),
      stored,
      add("And?", [plain], { model: [[speaks("Nothing else")]] }),
    ],
  },
  {
    name: "an agent that thinks without a word",
    exchanges: [answered([[{ thoughts: [] }, speaks("Done")]]), stored],
  },
  {
    name: "an agent that thinks between two calls",
    exchanges: [
      answered(
        [
          [{ thoughts: [["I add"]] }, { call: "add", args: { a: 1, b: 2 } }],
          [{ thoughts: [["I have it"]] }, speaks("3")],
        ],
        tools,
      ),
      stored,
    ],
  },
  {
    name: "an agent that searches the web",
    exchanges: [answered([[{ webSearch: "cakes" }, speaks("Found")]]), stored],
  },
  {
    name: "an agent that thinks and searches the web",
    exchanges: [
      answered([[{ thoughts: [["Look"]] }, { webSearch: "cakes" }, speaks("Found")]]),
      stored,
    ],
  },
  {
    name: "an agent that searches files",
    exchanges: [answered([[{ fileSearch: "cakes" }, speaks("Found")]]), stored],
  },
  {
    name: "an agent that draws",
    exchanges: [
      answered([[{ image: "AD==", previews: ["AA==", "AB==", "AC=="] }, speaks("There")]]),
      stored,
      add("And?", [plain], { model: [[speaks("Nothing else")]] }),
    ],
  },
  {
    name: "an agent that draws without previews",
    exchanges: [answered([[{ image: "AD==", previews: [] }, speaks("There")]]), stored],
  },
  {
    name: "an agent that cannot draw",
    exchanges: [answered([[{ failedImage: true }, speaks("Sorry")]]), stored],
  },
  {
    name: "an agent that refuses",
    exchanges: [answered([[{ parts: [{ refusal: ["I can", "not"] }] }]]), stored],
  },
  {
    name: "an agent that says something and refuses the rest",
    exchanges: [
      answered([[{ parts: [{ text: ["This much"] }, { refusal: ["but not that"] }] }]]),
      stored,
    ],
  },
  {
    name: "an agent that calls a tool",
    exchanges: [
      answered([[{ call: "add", args: { a: 1, b: 2 } }], [speaks("It is 3")]], tools),
      stored,
      add("And?", [plain], { model: [[speaks("Nothing else")]] }),
    ],
  },
  {
    name: "an agent that calls two tools at once",
    exchanges: [
      answered(
        [
          [
            speaks("Let me see"),
            { call: "add", args: { a: 1, b: 2 } },
            { call: "add", args: { a: 3, b: 4 } },
          ],
          [speaks("3 and 7")],
        ],
        tools,
      ),
      stored,
    ],
  },
  {
    name: "an agent that asks the browser",
    exchanges: [
      answered([[{ call: "get_selection", args: { kind: "text" } }]], tools),
      stored,
      ask("threads.add_client_tool_output", { result: { text: "this" } }, [tools], {
        model: [[speaks("It is this")]],
      }),
      stored,
    ],
  },
  {
    name: "an agent that speaks before it asks the browser",
    exchanges: [
      answered([[speaks("One moment"), { call: "get_selection", args: { kind: "x" } }]], tools),
      add("Never mind", [plain], { model: [[speaks("Fine")]] }),
      stored,
    ],
  },
  {
    name: "an agent that thinks before it asks the browser",
    exchanges: [
      answered([[{ thoughts: [["Hm"]] }, { call: "get_selection", args: { kind: "x" } }]], tools),
      stored,
      ask("threads.add_client_tool_output", { result: "this" }, [tools], {
        model: [[{ thoughts: [["Aha"]] }, speaks("This")]],
      }),
      stored,
    ],
  },
  {
    name: "a tool that shows a widget",
    exchanges: [
      answered([[{ call: "show_card", args: { title: "Card" } }], [speaks("There")]], tools),
      stored,
      add("And?", [plain], { model: [[speaks("Nothing else")]] }),
    ],
  },
  {
    name: "a tool that streams a widget",
    exchanges: [answered([[{ call: "stream_card", args: {} }], [speaks("There")]], tools), stored],
  },
  {
    name: "a tool that shows its work",
    exchanges: [
      answered([[{ call: "work", args: {} }], [speaks("Done")]], tools),
      stored,
      add("And?", [plain], { model: [[speaks("Nothing else")]] }),
    ],
  },
  {
    name: "a tool that leaves its work open",
    exchanges: [
      answered([[{ call: "leave_workflow_open", args: {} }], [speaks("Done")]], tools),
      stored,
    ],
  },
  {
    name: "work that goes on in the next turn",
    exchanges: [
      answered(
        [
          [{ call: "leave_workflow_open", args: {} }],
          [{ call: "get_selection", args: { kind: "x" } }],
        ],
        tools,
      ),
      stored,
      ask("threads.add_client_tool_output", { result: "this" }, [tools], {
        model: [[{ call: "leave_workflow_open", args: {} }], [speaks("Done")]],
      }),
      stored,
    ],
  },
  {
    name: "work that a widget ends",
    exchanges: [
      answered(
        [
          [{ call: "leave_workflow_open", args: {} }],
          [{ call: "show_card", args: { title: "Card" } }],
          [speaks("Done")],
        ],
        tools,
      ),
      stored,
    ],
  },
  {
    name: "a tool that tells the page",
    exchanges: [answered([[{ call: "announce", args: {} }], [speaks("Told")]], tools), stored],
  },
  {
    name: "a tool that breaks",
    exchanges: [answered([[speaks("Now"), { call: "break_down", args: {} }]], tools), stored],
  },
  {
    name: "a guardrail that trips over what was asked",
    exchanges: [
      answered([[speaks("Some", "thing"), { pause: 900 }]], {
        agent: "guarded input",
      }),
      stored,
    ],
  },
  {
    name: "a guardrail that trips over what was said",
    exchanges: [
      answered([[{ thoughts: [["Hm"]] }, speaks("Secret"), { pause: 400 }]], {
        agent: "guarded output",
      }),
      stored,
    ],
  },
  {
    name: "a model that cannot be asked",
    exchanges: [answered([[{ fails: "status" }]]), stored],
  },
  {
    name: "a model that breaks off",
    exchanges: [answered([[speaks("So far"), { fails: "reset" }]]), stored],
  },
  {
    name: "a model that says that it failed",
    exchanges: [answered([[speaks("So far"), { fails: "failed" }]]), stored],
  },
  {
    name: "a model that runs out of words",
    exchanges: [answered([[speaks("So far"), { fails: "incomplete" }]]), stored],
  },
  {
    name: "a stop while an agent speaks",
    exchanges: [
      answered([[speaks("So ", "far"), { pause: 3_000 }, speaks("Never")]], plain, {
        leaveAfter: 7,
      }),
      { look: "stored", until: "sdk_hidden_context" },
    ],
  },
  {
    name: "what the model reads of a message with everything",
    exchanges: [
      { ask: "attachments.create", params: { name: "a.txt", size: 5, mime_type: "text/plain" } },
      { ask: "attachments.create", params: { name: "b.png", size: 5, mime_type: "image/png" } },
      {
        ask: "attachments.create",
        params: { name: "c.pdf", size: 5, mime_type: "application/pdf" },
      },
      { upload: "$attachment:0" },
      { upload: "$attachment:1" },
      { upload: "$attachment:2" },
      {
        ask: "threads.create",
        params: {
          input: {
            content: [
              { type: "input_text", text: "Compare " },
              { type: "input_tag", id: "1", text: "Report", data: { pages: 3 } },
              { type: "input_text", text: " with " },
              { type: "input_tag", id: "2", text: "Draft", data: {} },
              { type: "input_text", text: " and " },
              { type: "input_tag", id: "1", text: "Report", data: { pages: 3 } },
            ],
            attachments: ["$attachment:0", "$attachment:1", "$attachment:2"],
            quoted_text: "as it was said",
            inference_options: {},
          },
        },
        steps: [plain],
        model: [[speaks("Compared")]],
      },
      add("And now?", [plain], { model: [[speaks("Nothing else")]] }),
    ],
  },
  {
    name: "what the model reads of every item",
    exchanges: [
      create("Look", [
        said("Words"),
        done({
          type: "widget",
          id: "msg_w",
          widget: { type: "Card", children: [{ type: "Text", value: "Shown" }] },
        }),
        done({
          type: "task",
          id: "tsk_a",
          task: { type: "custom", title: "Title", content: "Content", status_indicator: "none" },
        }),
        done({
          type: "task",
          id: "tsk_b",
          task: { type: "custom", content: "Only content", status_indicator: "none" },
        }),
        done({
          type: "task",
          id: "tsk_c",
          task: { type: "thought", content: "A thought", status_indicator: "none" },
        }),
        done({
          type: "workflow",
          id: "wf_a",
          workflow: {
            type: "custom",
            tasks: [
              { type: "custom", title: "Step one", status_indicator: "complete" },
              { type: "image", title: "Not told", status_indicator: "none" },
              { type: "custom", title: "Step two", content: "Done", status_indicator: "none" },
            ],
            summary: { title: "Worked" },
            expanded: false,
          },
        }),
        done({ type: "hidden_context_item", id: "msg_h", content: "a hidden text" }),
        done({ type: "sdk_hidden_context", id: "msg_s", content: "a hidden note" }),
        done({
          type: "structured_input",
          id: "msg_f",
          status: "answered",
          inputs: [
            {
              type: "freeform",
              id: "q1",
              question: "What?",
              answer: { values: ["This", "That"], skipped: false },
            },
            {
              type: "freeform",
              id: "q2",
              question: "Why?",
              answer: { values: [], skipped: true },
            },
            { type: "freeform", id: "q3", question: "How?" },
          ],
        }),
        done({
          type: "generated_image",
          id: "msg_i",
          image: { id: "ig_1", url: "https://example.com/i.png" },
        }),
        done({ type: "generated_image", id: "msg_j" }),
        done({
          type: "client_tool_call",
          id: "tc_a",
          call_id: "call_a",
          name: "look",
          arguments: { at: "it" },
          status: "completed",
          output: { seen: ["a", 1] },
        }),
        done({
          type: "client_tool_call",
          id: "tc_b",
          call_id: "call_b",
          name: "look",
          arguments: {},
          status: "pending",
        }),
        done({ type: "end_of_turn", id: "msg_e" }),
      ]),
      add("What did you see?", [plain], { model: [[speaks("All of it")]] }),
    ],
  },
  {
    name: "what the model reads of a stopped answer",
    exchanges: [
      create(
        "Go on",
        [
          {
            yield: {
              type: "thread.item.added",
              item: {
                type: "assistant_message",
                id: "msg_a",
                content: [{ type: "output_text", text: "So far", annotations: [] }],
              },
            },
          },
          { hang: true },
        ],
        { leaveAfter: 4 },
      ),
      { look: "stored", until: "sdk_hidden_context" },
      add("And now?", [plain], { model: [[speaks("Fine")]] }),
    ],
  },
  {
    name: "what the model reads of a long conversation",
    exchanges: [
      create(
        "Count",
        Array.from({ length: 30 }, (_, place) => said(`Number ${place}`, `msg_n${place}`)),
      ),
      add("Where are we?", [plain], { model: [[speaks("At 29")]] }),
    ],
  },
  {
    name: "what the model reads of notes that are no text",
    exchanges: [
      create("Hide", [
        done({ type: "hidden_context_item", id: "msg_h", content: { any: ["thing"] } }),
      ]),
      add("What is hidden?", [plain], { model: [[speaks("A thing")]] }),
    ],
  },
  {
    name: "Chat Completions",
    exchanges: [
      create("Hello", [{ agent: "plain", api: "chat" }], { model: [[speaks("Hel", "lo")]] }),
      add("And?", [{ agent: "plain", api: "chat" }], { model: [[speaks("More")]] }),
      stored,
    ],
  },
  {
    name: "Chat Completions with a tool",
    exchanges: [
      create("Add", [{ agent: "tools", api: "chat" }], {
        model: [[speaks("Well"), { call: "add", args: { a: 1, b: 2 } }], [speaks("3")]],
      }),
      stored,
    ],
  },
  {
    name: "Chat Completions that refuse",
    exchanges: [
      create("Hello", [{ agent: "plain", api: "chat" }], {
        model: [[{ parts: [{ refusal: ["I can", "not"] }] }]],
        params: input("Hello"),
      }),
      stored,
    ],
  },
];
