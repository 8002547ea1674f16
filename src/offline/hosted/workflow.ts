import type { ClientToolCall } from "../../../templates/+self-hosted+node/server/chatkit/agents/context.ts";
import { CustomStreamError } from "../../../templates/+self-hosted+node/server/chatkit/errors.ts";
import type {
  ChatKitHandlers,
  Turn,
} from "../../../templates/+self-hosted+node/server/chatkit/handlers.ts";
import type { Store } from "../../../templates/+self-hosted+node/server/chatkit/store.ts";
import type {
  ThreadMetadata,
  UserMessageItem,
} from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import type { ScriptedModel } from "../model/model.ts";
import { answerEvents, callClientTool } from "./answer-events.ts";
import type { HostedContext } from "./context.ts";
import { toQuestion, toTitleQuestion } from "./question.ts";
import { allItems } from "./threads.ts";

/** Where a thread remembers client tools of an answer that the page was not asked to run yet. */
const WAITING_CALLS = "waiting_calls";
const TITLE_LENGTH = 80;
/** Client tools after one message of the user; a fixture that answers with its own tool would never end. */
const MOST_CALLS = 25;
const GOING_ROUND = `The workflow called ${MOST_CALLS} client tools and said nothing. A fixture may answer a tool's result by calling the tool again.`;

/**
 * The stand-in for a workflow: what a scripted model says, told by ChatKit's protocol.
 *
 * It has what a hosted backend has (design 2): neither server actions nor dictation, and no button
 * that stops an answer.
 */
export function createWorkflow({
  model,
  store,
}: {
  readonly model: ScriptedModel;
  readonly store: Store;
}): ChatKitHandlers<HostedContext> {
  async function* respond(
    turn: Turn<HostedContext> & { readonly message: UserMessageItem | null },
  ): ReturnType<ChatKitHandlers<HostedContext>["respond"]> {
    const { thread, context, message } = turn;
    const { workflow } = context.session;
    checkVersion(workflow.version);
    if (message) {
      keepWaitingCalls(thread, []);
      addTitle(turn, message);
    }
    const [waiting, ...others] = waitingCalls(thread);
    if (waiting) {
      keepWaitingCalls(thread, others);
      yield callClientTool(thread, waiting);
      return;
    }
    const items = await allItems(store, thread.id, context);
    const question = toQuestion(items, workflow.id, context.hasClientTools);
    if (question.toolCalls >= MOST_CALLS) throw new CustomStreamError(GOING_ROUND);
    const { answer } = model.answer(question);
    yield* answerEvents(answer, { ...turn, model, store });
    // The protocol knows one client tool at a time; the others come when it has answered.
    const [call, ...rest] = answer.toolCalls ?? [];
    if (call) {
      keepWaitingCalls(thread, rest);
      yield callClientTool(thread, call);
    }
  }

  /** Names a new thread, where the session wants that. */
  const addTitle = ({ thread, context }: Turn<HostedContext>, message: UserMessageItem) => {
    const { automatic_thread_titling: titling } = context.session.chatkit_configuration;
    if (!titling.enabled || thread.title !== undefined) return;
    const { answer } = model.answer(toTitleQuestion(message, context.session.workflow.id));
    const title = answer.text?.trim().split("\n")[0]?.slice(0, TITLE_LENGTH);
    if (title) thread.title = title;
  };

  return {
    respond,
    addFeedback: ({ threadId, itemIds, kind, context }) =>
      store.saveFeedback(threadId, itemIds, kind, context),
    streamOptions: () => ({ allow_cancel: false }),
  };
}

/** A session may ask for this version, and then its first message fails (facts 1.1). */
function checkVersion(version: string | null): void {
  if (version?.trim().toLowerCase() === "latest") {
    throw new CustomStreamError(
      'The workflow has no version called "latest". Leave the version out to run the newest one.',
    );
  }
}

function waitingCalls({ metadata }: ThreadMetadata): ClientToolCall[] {
  const calls = metadata[WAITING_CALLS];
  return Array.isArray(calls) ? calls : [];
}

function keepWaitingCalls({ metadata }: ThreadMetadata, calls: readonly ClientToolCall[]): void {
  if (calls.length > 0) metadata[WAITING_CALLS] = [...calls];
  else delete metadata[WAITING_CALLS];
}
