import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { NotFoundError } from "./chatkit/errors.ts";
import type { Files } from "./chatkit/store.ts";

/** Files in a directory, one for each attachment. */
export interface DiskFiles extends Files {
  /** The names of all files, also of those that a killed server never finished. */
  names(): Promise<string[]>;
  /** Removes a file that has not changed since a time, in milliseconds since 1970. */
  removeIfOlder(name: string, before: number): Promise<void>;
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
      const temporary = join(directory, `.upload-${randomBytes(8).toString("hex")}`);
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

    names: () => readdir(directory),

    async removeIfOlder(name, before) {
      const path = join(directory, name);
      try {
        if ((await stat(path)).mtimeMs < before) {
          await rm(path, { force: true });
        }
      } catch (error) {
        // Another process may have been quicker.
        if (!isMissing(error)) {
          throw error;
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
