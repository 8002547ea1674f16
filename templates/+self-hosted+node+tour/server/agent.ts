import { randomUUID } from "node:crypto";
import { Agent } from "@openai/agents";
import { z } from "zod";
import type { Assistant } from "./chat.ts";
import { type ChatContext, chatTool } from "./chat-tool.ts";
import { newId } from "./chatkit/ids.ts";
import type { WidgetRoot } from "./chatkit/widgets/components.ts";
import { WidgetTemplate } from "./chatkit/widgets/template.ts";
import { type City, cities, findCity, searchCityNotes, usualWeather } from "./cities.ts";
import { transcribe } from "./dictation.ts";
import { galleryAction, showGallery } from "./gallery.ts";
import weather from "./widgets/weather.widget?raw";

/*
 * The assistant: who it is, what it can do, and what its widgets do. This is the file to edit.
 *
 * A tool is a function: its description tells the model what it is for, and what it returns is what
 * the model reads. Through `chat` it can also show things in the conversation.
 */

const weatherWidget = WidgetTemplate.parse(weather);

const getWeather = chatTool({
  name: "get_weather",
  description: "Show what the weather of a city usually is at this time of the year, as a card.",
  parameters: z.object({
    city: z.string().describe("One of London, Paris, Tokyo, Nairobi, Lima."),
  }),
  async run({ city }, chat) {
    // Progress is shown while the tool works, and is not kept.
    const text = `Looking up the weather in ${city}`;
    chat.stream({ type: "progress_update", icon: "search", text });
    const found = findCity(city);
    if (!found) {
      const known = cities.map(({ title }) => title).join(", ");
      return `There is no weather for ${city}. Known are: ${known}.`;
    }
    const words = inWords(found);
    await chat.streamWidget(weatherCard(found), { copyText: words });
    return `A card shows this to the user, so do not repeat it: ${words}`;
  },
});

const searchNotes = chatTool({
  name: "search_notes",
  description: "Search the travel notes on cities.",
  parameters: z.object({
    query: z
      .string()
      .describe("The name of a city, a country, or a word of a note; empty for all notes."),
  }),
  run({ query }, chat) {
    // A workflow shows the steps of longer work, and stays in the thread.
    chat.startWorkflow({ type: "custom", tasks: [], expanded: false });
    const found = searchCityNotes(query);
    for (const { title } of found) {
      chat.addWorkflowTask({
        type: "custom",
        title: `Read the note on ${title}`,
        icon: "notebook",
        status_indicator: "complete",
      });
    }
    chat.endWorkflow({ summary: { title: `Searched ${cities.length} notes` } });
    return found.map(({ title, note }) => `${title}: ${note}`).join("\n") || "No note matches.";
  },
});

const saveFact = chatTool({
  name: "save_fact",
  description: "Remember something that the user says about themselves.",
  parameters: z.object({ fact: z.string().describe("One short sentence in the third person.") }),
  run({ fact }, chat) {
    const factId = `fact_${randomUUID()}`;
    // What is in a thread's metadata is kept with it, and never sent to the browser.
    chat.thread.metadata.facts = { ...factsOf(chat), [factId]: fact };
    // A client tool runs in the page, which answers; the model goes on afterwards.
    chat.clientToolCall = {
      name: "record_fact",
      arguments: { fact_id: factId, fact_text: fact },
    };
    return "Saved.";
  },
});

const recallFacts = chatTool({
  name: "recall_facts",
  description: "Recall what was remembered about the user in this conversation.",
  parameters: z.object({}),
  run(_, chat) {
    const facts = factsOf(chat);
    for (const factId of Object.keys(facts)) {
      // An effect tells the page something and expects no answer.
      chat.stream({ type: "client_effect", name: "highlight_facts", data: { fact_id: factId } });
    }
    return Object.values(facts).join("\n") || "Nothing yet.";
  },
});

const switchTheme = chatTool({
  name: "switch_theme",
  description: "Make the page light or dark.",
  parameters: z.object({ theme: z.enum(["light", "dark"]) }),
  run({ theme }, chat) {
    chat.clientToolCall = { name: "switch_theme", arguments: { theme } };
    return "Switched.";
  },
});

const askTravelPlans = chatTool({
  name: "ask_travel_plans",
  description: "Ask the user, with a small form, where and how they want to travel.",
  parameters: z.object({}),
  run(_, chat) {
    // The answers come back as an item of the thread; the model goes on when it reads them.
    chat.stream({
      type: "thread.item.done",
      item: {
        type: "structured_input",
        id: newId("message"),
        thread_id: chat.thread.id,
        created_at: new Date().toISOString(),
        status: "pending",
        inputs: [
          {
            type: "multiple_choice",
            id: "city",
            question: "Which city shall it be?",
            options: cities.map(({ title }) => ({ value: title })),
            multiple: false,
          },
          { type: "freeform", id: "wishes", question: "What matters most to you on a trip?" },
        ],
      },
    });
    return "The form is shown.";
  },
});

/** Answers every message; OPENAI_MODEL names its model. */
const agent = new Agent<ChatContext>({
  name: "Assistant",
  instructions:
    "You help people to get to know cities. Answer briefly, in the user's language. " +
    "Use your tools wherever they fit: the weather as a card, the travel notes, a form for " +
    "travel plans. Remember what users say about themselves. Asked for the gallery of widgets, " +
    "show one after the other.",
  tools: [getWeather, searchNotes, saveFact, recallFacts, switchTheme, askTravelPlans, showGallery],
  // After these it is the browser's turn, so the model must not go on talking.
  toolUseBehavior: { stopAtToolNames: ["save_fact", "switch_theme", "ask_travel_plans"] },
});

export const assistant: Assistant = {
  agent,
  // The ids stand in the page's composer; any other id means OPENAI_MODEL.
  models: { careful: "gpt-4.1" },
  tools: { weather: "get_weather", search_notes: "search_notes" },

  /** Does what a widget's button asks for. */
  async *action({ thread, action, sender }) {
    if (action.type.startsWith("gallery.")) {
      yield* galleryAction({ thread, action, sender });
      return;
    }
    const { data } = z.object({ city: z.string() }).safeParse(action.payload);
    const city = data && findCity(data.city);
    if (!city || !sender) {
      return;
    }
    switch (action.type) {
      case "weather.refresh":
        yield { type: "thread.item.replaced", item: { ...sender, widget: weatherCard(city) } };
        break;
      case "weather.celebrated":
        yield {
          type: "thread.item.replaced",
          item: { ...sender, widget: weatherCard(city, { celebrated: true }) },
        };
        // Hidden context is for the model alone: it knows what happened from now on.
        yield {
          type: "thread.item.done",
          item: {
            type: "hidden_context_item",
            id: newId("message"),
            thread_id: thread.id,
            created_at: new Date().toISOString(),
            content: `The user celebrated the weather in ${city.title}.`,
          },
        };
        break;
    }
  },

  transcribe,
};

/** Builds the weather card of a city from its template. */
function weatherCard(city: City, { celebrated = false } = {}): WidgetRoot {
  const now = new Date();
  return weatherWidget.build({
    id: city.id,
    updated: now.toLocaleTimeString("en-GB"),
    celebrated,
    ...usualWeather(city, now),
  });
}

function inWords(city: City): string {
  const weather = usualWeather(city, new Date());
  return `${weather.city} in ${weather.month}: usually ${weather.high} by day, ${weather.low} at night. ${weather.sky}.`;
}

function factsOf({ thread }: ChatContext): Record<string, string> {
  return (thread.metadata.facts ?? {}) as Record<string, string>;
}
