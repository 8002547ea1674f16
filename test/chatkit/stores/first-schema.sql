-- The tables of chat.sqlite before they had a version, as apps of the first release have them.
CREATE TABLE IF NOT EXISTS threads (
  place INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id TEXT NOT NULL,
  id TEXT NOT NULL,
  data TEXT NOT NULL,
  UNIQUE (user_id, id)
) STRICT;
CREATE INDEX IF NOT EXISTS threads_of_user ON threads (user_id, place);

CREATE TABLE IF NOT EXISTS items (
  place INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id TEXT NOT NULL,
  thread_id TEXT NOT NULL,
  id TEXT NOT NULL,
  data TEXT NOT NULL,
  UNIQUE (user_id, thread_id, id),
  FOREIGN KEY (user_id, thread_id) REFERENCES threads (user_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX IF NOT EXISTS items_of_thread ON items (user_id, thread_id, place);

CREATE TABLE IF NOT EXISTS feedback (
  user_id TEXT NOT NULL,
  thread_id TEXT NOT NULL,
  item_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  PRIMARY KEY (user_id, thread_id, item_id),
  FOREIGN KEY (user_id, thread_id, item_id)
    REFERENCES items (user_id, thread_id, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE IF NOT EXISTS attachments (
  user_id TEXT NOT NULL,
  id TEXT NOT NULL,
  thread_id TEXT,
  created_at TEXT NOT NULL DEFAULT (datetime('now')),
  data TEXT NOT NULL,
  PRIMARY KEY (user_id, id)
) STRICT;
CREATE INDEX IF NOT EXISTS attachments_of_thread ON attachments (user_id, thread_id);

INSERT INTO threads (user_id, id, data) VALUES ('ada', 'old',
  '{"id":"old","title":"From before","created_at":"2026-11-20T12:00:00","status":{"type":"active"},"metadata":{"score":1.0}}');
INSERT INTO threads (user_id, id, data) VALUES ('ada', 'untitled',
  '{"id":"untitled","title":null,"created_at":"2026-11-20T12:00:00","status":{"type":"locked","reason":null},"allowed_image_domains":null,"metadata":{"note":null}}');
INSERT INTO items (user_id, thread_id, id, data) VALUES ('ada', 'old', 'msg_1',
  '{"id":"msg_1","thread_id":"old","created_at":"2026-11-20T12:00:00","type":"end_of_turn"}');
INSERT INTO feedback (user_id, thread_id, item_id, kind) VALUES ('ada', 'old', 'msg_1', 'positive');
INSERT INTO attachments (user_id, id, thread_id, data) VALUES ('ada', 'atc_1', 'old',
  '{"id":"atc_1","name":"a.txt","mime_type":"text/plain","type":"file","metadata":{"size":3}}');
