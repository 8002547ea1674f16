import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** What makes a process one of a tree. */
export interface Tree {
  /** Stands in the environment of all ({@link TREE_VARIABLE}); tells also who has left the group. */
  readonly mark: string;
  /** The first processes, each the leader of a group and a session of its own. */
  readonly leaders: readonly number[];
}

/** Holds the marks of all trees that a process belongs to, with commas between. */
export const TREE_VARIABLE = "CHATKIT_PROCESS_TREE";

/** A process as the system tells of it. */
interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** Zero where the system does not tell. */
  readonly session: number;
  /** When it began, in a unit of the system; tells it from another one that gets its id later. */
  readonly began: string;
  /** A text that contains its variables. */
  readonly environment: () => string;
}

const MARKS = new RegExp(`(?:^|[\\0\\s])${TREE_VARIABLE}=([^\\0\\s]*)`);

/** Of `starttime` in /proc/<pid>/stat, counted from the field behind the name. */
const STARTTIME = 19;

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    // It has ended since its name was read, or it belongs to somebody else.
    return "";
  }
}

function linuxProcesses(): Process[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const stat = readIfThere(`/proc/${name}/stat`);
    // The program's name stands in brackets and may hold any character.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, ...numbers] = fields.slice(0, 4);
    const began = fields[STARTTIME] ?? "";
    // A zombie holds no port and no file; it waits for its parent to ask how it ended.
    if (!state || "ZX".includes(state)) return [];
    const [parent = 0, group = 0, session = 0] = numbers.map(Number);
    const environment = () => readIfThere(`/proc/${name}/environ`);
    return { pid: Number(name), parent, group, session, began, environment };
  });
}

/**
 * The processes in the list of `ps` of macOS and BSD, without those that have ended.
 *
 * @param list of `ps -axwwE -o pid=,ppid=,pgid=,lstart=,state=,command=`, where the variables stand
 * behind the command
 */
export function readPs(list: string): Process[] {
  return list.split("\n").flatMap((line) => {
    const match =
      /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\w+\s+\w+\s+\d+\s+[\d:]+\s+\d+)\s+[^Z\s]\S*(.*)$/.exec(line);
    if (!match) return [];
    const [pid = 0, parent = 0, group = 0] = match.slice(1, 4).map(Number);
    const [began = "", rest = ""] = match.slice(4);
    return { pid, parent, group, session: 0, began, environment: () => rest };
  });
}

function otherProcesses(): Process[] {
  const columns = "pid=,ppid=,pgid=,lstart=,state=,command=";
  const list = execFileSync("ps", ["-axwwE", "-o", columns], {
    encoding: "latin1",
    // Other languages write dates in other orders.
    env: { ...process.env, LC_ALL: "C" },
    maxBuffer: 256 * 1024 * 1024,
  });
  return readPs(list);
}

/**
 * Looks for the processes of a tree that live: those that carry its mark, those of its leaders'
 * groups and sessions, and the children of all of these; never this process.
 *
 * @param tree what to look for
 * @returns looks, and gives their ids; nothing on Windows, which tells none of it. A second look is
 * cheaper, since who was a stranger remains one
 */
export function treeLook(tree: Tree): () => number[] {
  const strangers = new Set<string>();
  const isMarked = ({ pid, began, environment }: Process) => {
    const name = `${pid} ${began}`;
    if (strangers.has(name)) return false;
    if (MARKS.exec(environment())?.[1]?.split(",").includes(tree.mark)) return true;
    strangers.add(name);
    return false;
  };
  return () => {
    if (process.platform === "win32") return [];
    const all = process.platform === "linux" ? linuxProcesses() : otherProcesses();
    const children = new Map<number, Process[]>();
    for (const one of all) children.set(one.parent, [...(children.get(one.parent) ?? []), one]);
    const found = new Set<number>();
    const add = (one: Process) => {
      if (one.pid === process.pid || found.has(one.pid)) return;
      found.add(one.pid);
      for (const child of children.get(one.pid) ?? []) add(child);
    };
    for (const one of all) {
      const led = tree.leaders.some((leader) => leader === one.group || leader === one.session);
      if (led || isMarked(one)) add(one);
    }
    return [...found];
  };
}
