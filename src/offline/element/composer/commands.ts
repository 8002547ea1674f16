import type { ChatKitOptions, Command, CommandSelection, Entity } from "@openai/chatkit";
import { isEntity } from "./mentions.ts";
import type { Suggestion, SuggestionSource } from "./suggestions.ts";

/** Something that the composer does itself, as a command. */
export interface BuiltInCommand {
  readonly label: string;
  readonly icon: string;
  readonly group: string;
  readonly description: string | null;
  run(): void;
}

/** What commands need of the composer. */
export interface CommandPorts {
  readonly options: () => ChatKitOptions | null;
  readonly builtIn: () => readonly BuiltInCommand[];
  /** Takes the typed "/" and the word behind it out of the message. */
  clear(): void;
  insert(entity: Entity): void;
  /** Shows that a command is being run. @returns shows the next menu, unless the first is over */
  wait(): (source: SuggestionSource | null) => void;
  fail(error: unknown): void;
}

/** Suggests what the composer and the page can do for the word behind a "/". */
export function commandSource(ports: CommandPorts): SuggestionSource {
  return {
    nothing: "No command is found",
    search: (query) => ({
      now: matching(ports.builtIn().map(builtInSuggestion), query),
      later: ports.options()?.commands?.onSearch ? () => find(query) : null,
    }),
    failed: ports.fail,
  };

  function builtInSuggestion(command: BuiltInCommand): Suggestion {
    const { label, icon, group, description } = command;
    const pick = () => {
      ports.clear();
      command.run();
    };
    return { label, icon, group, description, pick };
  }

  async function find(query: string): Promise<readonly Suggestion[]> {
    const found: unknown = await ports.options()?.commands?.onSearch?.(query);
    return commandsOf(found, "commands.onSearch has to resolve to").map(suggestion);
  }

  function suggestion(command: Command): Suggestion {
    const { label, description = null, icon = null, group = null } = command;
    return { label, description, icon, group, pick: () => void select(command) };
  }

  async function select(command: Command): Promise<void> {
    ports.clear();
    const next = ports.wait();
    try {
      const selection: unknown = await ports.options()?.commands?.onSelect?.(command);
      const chosen = selectionOf(selection);
      next(chosen?.type === "menu" ? menuSource(chosen.commands) : null);
      if (chosen?.type === "entity") ports.insert(chosen.entity);
    } catch (error) {
      next(null);
      ports.fail(error);
    }
  }

  function menuSource(commands: readonly Command[]): SuggestionSource {
    const suggestions = commands.map(suggestion);
    return {
      nothing: "No command is found",
      search: (query) => ({ now: matching(suggestions, query), later: null }),
      failed: ports.fail,
    };
  }
}

/** The suggestions whose label or description holds the words. */
function matching(suggestions: readonly Suggestion[], query: string): readonly Suggestion[] {
  const words = query.toLocaleLowerCase();
  return suggestions.filter(({ label, description }) =>
    `${label}\n${description ?? ""}`.toLocaleLowerCase().includes(words),
  );
}

/**
 * What a page's `onSelect` gave back.
 *
 * @throws TypeError for what is neither an entity, a menu nor nothing
 */
export function selectionOf(value: unknown): CommandSelection | null {
  if (value === undefined || value === null) return null;
  const { type, entity, commands }: { type?: unknown; entity?: unknown; commands?: unknown } =
    typeof value === "object" ? value : {};
  if (type === "entity" && isEntity(entity)) return { type, entity };
  if (type === "menu") {
    const list = commandsOf(commands, "The menu of commands.onSelect has to hold");
    return { type, commands: [...list] };
  }
  throw new TypeError(
    'commands.onSelect has to resolve to nothing, { type: "entity", entity } or { type: "menu", commands }',
  );
}

function commandsOf(value: unknown, what: string): readonly Command[] {
  if (!Array.isArray(value) || !value.every(isCommand)) {
    throw new TypeError(`${what} a list of commands, each with an id and a label`);
  }
  return value;
}

function isCommand(value: unknown): value is Command {
  if (typeof value !== "object" || value === null) return false;
  const { id, label }: { id?: unknown; label?: unknown } = value;
  return typeof id === "string" && typeof label === "string";
}
