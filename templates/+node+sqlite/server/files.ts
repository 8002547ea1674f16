import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { NotFoundError } from "./chatkit/errors.ts";
import type { Files } from "./chatkit/store.ts";

const TEMPORARY = ".upload-";

/** Files in a directory, one for each attachment. */
export interface DiskFiles extends Files {
  /** Removes what is left of uploads that a killed server never finished. */
  removeLeftovers(before: number): Promise<void>;
}

/**
 * Keeps attachments in a directory that only this server's user can read.
 *
 * @throws the file system's error, if the directory cannot be made
 */
export async function openDiskFiles(directory: string): Promise<DiskFiles> {
  await mkdir(directory, { recursive: true, mode: 0o700 });

  return {
    async write(attachmentId, data) {
      const path = pathOf(directory, attachmentId);
      // A crash leaves all of the bytes or none under the attachment's name.
      const temporary = join(directory, TEMPORARY + randomBytes(8).toString("hex"));
      try {
        const file = await open(temporary, "wx", 0o600);
        try {
          await file.writeFile(data);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },

    async read(attachmentId) {
      try {
        return await readFile(pathOf(directory, attachmentId));
      } catch (error) {
        throw isMissing(error) ? new NotFoundError(attachmentId) : error;
      }
    },

    async delete(attachmentId) {
      await rm(pathOf(directory, attachmentId), { force: true });
    },

    async removeLeftovers(before) {
      const names = (await readdir(directory)).filter((name) => name.startsWith(TEMPORARY));
      for (const path of names.map((name) => join(directory, name))) {
        const { mtimeMs } = await stat(path);
        if (mtimeMs < before) {
          await rm(path, { force: true });
        }
      }
    },
  };
}

/** @throws NotFoundError if an id is none that this server makes, such as `../chat.sqlite` */
function pathOf(directory: string, attachmentId: string): string {
  if (!/^\w[\w-]{0,127}$/.test(attachmentId)) {
    throw new NotFoundError(attachmentId);
  }
  return join(directory, attachmentId);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
