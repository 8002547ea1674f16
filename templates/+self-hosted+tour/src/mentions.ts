import type { Entity, Widgets } from "@openai/chatkit";
import { fetchAsVisitor } from "./chat/identity";
import { fromError, fromResponse, ProblemError } from "./chat/problems";
import { showToast } from "./page-state";

interface MentionDetails {
  readonly title: string;
  readonly description: string;
}

/** What can be mentioned with "@". The server answers, so that page and assistant agree. */
export async function searchMentions(query: string): Promise<Entity[]> {
  const found = await read<Entity[]>(`/api/entities?query=${encodeURIComponent(query)}`);
  return found ?? [];
}

/** The card that appears over a mention. ChatKit takes a `Basic` root here and no other. */
export async function previewMention({
  id,
}: Entity): Promise<{ preview: Widgets.BasicRoot | null }> {
  const details = await readDetails(id);
  if (!details) return { preview: null };
  return {
    preview: {
      type: "Basic",
      direction: "col",
      gap: 1,
      padding: 3,
      children: [
        { type: "Title", value: details.title, size: "sm" },
        { type: "Text", value: details.description, size: "sm", color: "secondary" },
      ],
    },
  };
}

/** Tells more about a mention that was clicked. */
export async function showMention({ id }: Entity): Promise<void> {
  const details = await readDetails(id);
  if (details) showToast(`${details.title}: ${details.description}`);
}

function readDetails(id: string): Promise<MentionDetails | null> {
  return read<MentionDetails>(`/api/entities/${encodeURIComponent(id)}`);
}

/** A mention that cannot be looked up must not break the composer, but it is said. */
async function read<Answer>(path: string): Promise<Answer | null> {
  const title = "Mentions could not be loaded";
  try {
    const response = await fetchAsVisitor(path);
    if (!response.ok) throw new ProblemError(await fromResponse(response, title));
    return (await response.json()) as Answer;
  } catch (error) {
    showToast(`${title}. ${fromError(error, title).message}`);
    return null;
  }
}
