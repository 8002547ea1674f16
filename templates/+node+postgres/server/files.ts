import { NotFoundError } from "./chatkit/errors.ts";
import type { Files } from "./chatkit/store.ts";
import type { Database } from "./database.ts";

/** Keeps the bytes of attachments in the database, where every copy of the server finds them. */
export function createDatabaseFiles(database: Database): Files {
  return {
    async write(attachmentId, data) {
      await database.run(
        `INSERT INTO chat_files (id, data) VALUES ($1, $2)
         ON CONFLICT (id) DO UPDATE SET data = excluded.data`,
        attachmentId,
        data,
      );
    },
    async read(attachmentId) {
      const { rows } = await database.run(
        "SELECT data FROM chat_files WHERE id = $1",
        attachmentId,
      );
      if (!rows[0]) {
        throw new NotFoundError(attachmentId);
      }
      return rows[0].data;
    },
    async delete(attachmentId) {
      await database.run("DELETE FROM chat_files WHERE id = $1", attachmentId);
    },
  };
}
