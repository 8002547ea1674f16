import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { chatTool } from "./chat-tool.ts";
import { newId } from "./chatkit/ids.ts";
import type { Action, ThreadMetadata, ThreadStreamEvent, WidgetItem } from "./chatkit/types.ts";
import type { WidgetRoot } from "./chatkit/widgets/components.ts";
import { streamWidget } from "./chatkit/widgets/stream.ts";
import { WidgetTemplate } from "./chatkit/widgets/template.ts";
import { cities, findCity, usualWeather } from "./cities.ts";
import confirmation from "./widgets/confirmation.widget?raw";
import form from "./widgets/form.widget?raw";
import profile from "./widgets/profile.widget?raw";
import story from "./widgets/story.widget?raw";
import table from "./widgets/table.widget?raw";

/*
 * Examples of widgets, each a `.widget` file, and what their buttons do.
 *
 * Take one out into a tool of your own, and leave out the rest: `agent.ts` uses `showGallery` and
 * `galleryAction`, and one prompt in `src/chatkit.config.ts` asks for it.
 */

const confirmationWidget = WidgetTemplate.parse(confirmation);
const formWidget = WidgetTemplate.parse(form);
const profileWidget = WidgetTemplate.parse(profile);
const storyWidget = WidgetTemplate.parse(story);
const tableWidget = WidgetTemplate.parse(table);

/** Between two words of a story that is told. */
const WORD_MS = 30;
const WALK = "A walk through Paris";
const SEASONS = ["Spring", "Summer", "Autumn", "Winter"];

const answer = z.string().trim().min(1).max(500);

/** What the first step of the form sends. */
const FirstStep = z.object({ traveller: z.object({ name: answer, city: answer }) });
/** What the whole form comes to. */
const Trip = FirstStep.extend({ plan: z.object({ season: answer, wishes: answer }) });
type Trip = z.infer<typeof Trip>;

export const showGallery = chatTool({
  name: "show_gallery",
  description: "Show an example of a widget, when the user asks for one or for the gallery.",
  parameters: z.object({
    widget: z
      .enum(["confirmation", "table", "profile", "form", "story"])
      .describe(
        "Which one: a dialog that asks for confirmation, a data table, a profile card, a form " +
          "of two steps, or a story that streams.",
      ),
  }),
  async run({ widget }, chat) {
    const examples = {
      confirmation: () => confirmationDialog("open"),
      table: () => citiesTable("city"),
      profile: () => profileCard({ following: false }),
      form: () => tripForm({}),
      story: () => tellStory("lima"),
    };
    await chat.streamWidget(examples[widget]());
    return "The widget is shown, so do not repeat what it says.";
  },
});

/** Does what a button or a form of these widgets asks for. */
export async function* galleryAction(click: {
  readonly thread: ThreadMetadata;
  readonly action: Action;
  readonly sender: WidgetItem | null;
}): AsyncGenerator<ThreadStreamEvent> {
  const { thread, action, sender } = click;
  // A second click, or one in another tab, comes from a widget that is further on by now.
  if (!sender || !offers(sender.widget, action.type)) {
    return;
  }
  const { payload } = action;
  const replaced = (widget: WidgetRoot): ThreadStreamEvent => ({
    type: "thread.item.replaced",
    item: { ...sender, widget },
  });
  /** Tells the model alone, which reads it with the next message. */
  const hidden = (content: string): ThreadStreamEvent => ({
    type: "thread.item.done",
    item: {
      type: "hidden_context_item",
      id: newId("message"),
      thread_id: thread.id,
      created_at: new Date().toISOString(),
      content,
    },
  });

  switch (action.type) {
    case "gallery.book":
      yield replaced(confirmationDialog("booked"));
      yield hidden(`The user booked: ${WALK}.`);
      break;
    case "gallery.decline":
      yield replaced(confirmationDialog("declined"));
      yield hidden(`The user did not want to book: ${WALK}.`);
      break;
    case "gallery.sort": {
      const { data } = z.object({ by: z.enum(["city", "high", "low", "wet"]) }).safeParse(payload);
      yield replaced(citiesTable(data?.by ?? "city"));
      break;
    }
    case "gallery.follow": {
      const { data } = z.object({ following: z.boolean() }).safeParse(payload);
      yield replaced(profileCard({ following: data?.following ?? false }));
      break;
    }
    case "gallery.traveller": {
      const first = FirstStep.safeParse(payload).data;
      yield replaced(first ? tripForm(first) : tripForm({ problem: INCOMPLETE }));
      break;
    }
    case "gallery.plan": {
      const trip = Trip.safeParse(payload).data;
      if (trip) {
        yield replaced(tripForm(trip));
        yield hidden(`The user sent the form: ${JSON.stringify(trip)}`);
      } else {
        yield replaced(tripForm({ ...FirstStep.safeParse(payload).data, problem: INCOMPLETE }));
      }
      break;
    }
    case "gallery.story": {
      const { data } = z.object({ city: z.string() }).safeParse(payload);
      if (data) {
        yield* streamWidget({ thread, widget: tellStory(data.city) });
      }
      break;
    }
  }
}

const INCOMPLETE = "Please fill in both fields.";

/** The dialog that asks whether to book, or says what became of it. */
function confirmationDialog(state: "open" | "booked" | "declined"): WidgetRoot {
  const details = "Saturday at 10:00, two hours, in small groups.";
  return confirmationWidget.build({ state, title: WALK, details });
}

/** The table of all cities, in the order of one of its columns. */
function citiesTable(sortedBy: "city" | "high" | "low" | "wet"): WidgetRoot {
  const now = new Date();
  const month = now.getMonth();
  const rows = cities.map(({ title, highs, lows, wetDays }) => ({
    city: title,
    high: highs[month] ?? 0,
    low: lows[month] ?? 0,
    wet: wetDays[month] ?? 0,
  }));
  rows.sort((one, other) =>
    sortedBy === "city" ? one.city.localeCompare(other.city) : other[sortedBy] - one[sortedBy],
  );
  return tableWidget.build({
    month: now.toLocaleString("en", { month: "long" }),
    sorted_by: sortedBy,
    columns: [
      { id: "city", title: "City" },
      { id: "high", title: "By day" },
      { id: "low", title: "At night" },
      { id: "wet", title: "Wet days" },
    ],
    rows: rows.map(({ city, high, low, wet }) => [city, `${high}°`, `${low}°`, String(wet)]),
  });
}

/** The card of a city guide. */
function profileCard({ following }: { following: boolean }): WidgetRoot {
  return profileWidget.build({
    name: "Amina Otieno",
    role: "City guide in Nairobi",
    languages: ["English", "Swahili", "French"],
    about: "Walks, markets and the national park at the edge of the city.",
    following,
  });
}

/** The step of the form that comes next; with everything given, what was given. */
function tripForm({ traveller, plan, problem = "" }: Partial<Trip> & { problem?: string }) {
  return formWidget.build({
    step: !traveller ? 1 : !plan ? 2 : 3,
    problem,
    traveller: traveller ?? { name: "", city: "" },
    plan: plan ?? { season: "", wishes: "" },
    cities: cities.map(({ title }) => title),
    seasons: SEASONS,
  });
}

/** A story of a city, word by word: what grows is a text with an id. */
async function* tellStory(cityId: string): AsyncGenerator<WidgetRoot> {
  const city = findCity(cityId);
  if (!city) {
    return;
  }
  const { month, high, low } = usualWeather(city, new Date());
  const words =
    `**${city.title}** in ${month}: usually ${high} by day and ${low} at night. ${city.note}`.split(
      " ",
    );
  const data = {
    title: `A word on ${city.title}`,
    next: cities[(cities.indexOf(city) + 1) % cities.length]?.id ?? city.id,
  };
  for (const count of words.keys()) {
    yield storyWidget.build({ ...data, text: words.slice(0, count).join(" "), streaming: true });
    await sleep(WORD_MS);
  }
  yield storyWidget.build({ ...data, text: words.join(" "), streaming: false });
}

/** Whether a widget, as it is now, has something that does this. */
function offers(component: unknown, action: string): boolean {
  if (typeof component !== "object" || component === null) {
    return false;
  }
  return (
    ("type" in component && component.type === action) ||
    Object.values(component).some((inner) => offers(inner, action))
  );
}
