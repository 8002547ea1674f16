// A process of its own that works on a store: see workers.ts.
import { createHash } from "node:crypto";

const { module, variables, dataDirectory, job, name, users, count } = JSON.parse(process.argv[2]);
const { openStorage } = await import(module);
const find = (key) => (variables[key] ? { name: key, value: variables[key] } : undefined);
const environment = { find, inFile: find, value: (key) => find(key)?.value };

const say = (word) => process.stdout.write(`${word}\n`);
const CREATED = "2026-11-21T12:00:00+00:00";
const thread = (id) => ({ id, created_at: CREATED, status: { type: "active" }, metadata: {} });
const item = (id, threadId) => ({
  type: "hidden_context_item",
  id,
  thread_id: threadId,
  created_at: CREATED,
  content: id,
});

const { store, files } = await openStorage({ environment, dataDirectory });
say("open");

const jobs = {
  /** Opens the store, and that is all. */
  async open() {
    await store.close();
  },

  /** Adds to a thread that everybody adds to, and to a thread of each user, at the same time. */
  async add() {
    await Promise.all(
      users.map(async (userId) => {
        const own = `own-${name}`;
        await store.saveThread(thread(own), { userId });
        for (let n = 0; n < count; n++) {
          await store.addThreadItem("shared", item(`${name}-${n}`, "shared"), { userId });
          await store.addThreadItem(own, item(`${userId}-${n}`, own), { userId });
        }
      }),
    );
    await store.close();
  },

  /** Writes until it is killed, and says what has been written. */
  async write() {
    const [userId] = users;
    const owner = { userId };
    for (let n = 0; ; n++) {
      const id = `${name}-${n}`;
      await store.addThreadItem("shared", item(id, "shared"), owner);
      say(`item ${id}`);
      if (n % 10 === 0) {
        const data = createHash("sha256").update(id).digest();
        await files.write(id, data);
        await store.saveAttachment(
          { type: "file", id, name: id, mime_type: "text/plain", metadata: { size: data.length } },
          owner,
        );
        say(`attachment ${id}`);
        await store.saveThread(thread(id), owner);
        say(`thread ${id}`);
        await store.saveThread({ ...thread(`titled-${name}`), title: id }, owner);
        say(`title ${id}`);
      }
    }
  },
};
await jobs[job]();
