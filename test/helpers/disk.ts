import { spawnSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { scratch } from "./cli.ts";
import { requirement } from "./requirement.ts";

function mount(directory: string, options: string): boolean {
  return spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", directory]).status === 0;
}

function canMount(): boolean {
  const probe = spawnSync("unshare", ["--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]);
  return probe.status === 0;
}

/** Whether small disks can be mounted here: Linux, and root. */
export const disks = requirement("the right to mount a small disk (root on Linux)", canMount());

/**
 * Mounts a disk of its own that goes with the test.
 *
 * @param options of tmpfs, such as `size=100k`
 * @returns its directory, and a way to make it read-only
 */
export async function disk(
  options: string,
): Promise<{ readonly path: string; makeReadOnly(): void }> {
  const path = join(await scratch(), "disk");
  await mkdir(path);
  if (!mount(path, options)) throw new Error(`tmpfs with ${options} cannot be mounted`);
  // Later hooks run first, so the disk is gone before its directory is removed.
  onTestFinished(() => {
    const result = spawnSync("umount", [path], { encoding: "utf8" });
    if (result.status !== 0) throw new Error(`The disk stays mounted: ${result.stderr}`);
  });
  return {
    path,
    makeReadOnly: () => {
      if (!mount(path, "remount,ro")) throw new Error("The disk cannot be made read-only");
    },
  };
}
