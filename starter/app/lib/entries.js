// The guestbook's data: one table, and a full-text index that triggers keep up to date.
// Both are in the same file as this code.

import db from 'hbf:db';

// Runs at every start, and does nothing when all of it is there already.
db.exec(`
  CREATE TABLE IF NOT EXISTS entries (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,
    message TEXT NOT NULL,
    created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
  ) STRICT;

  -- The index has the words only; the text itself is read from the table.
  CREATE VIRTUAL TABLE IF NOT EXISTS entries_index USING fts5(
    name, message, content = 'entries', content_rowid = 'id', prefix = '2 3'
  );

  CREATE TRIGGER IF NOT EXISTS entries_insert AFTER INSERT ON entries BEGIN
    INSERT INTO entries_index (rowid, name, message) VALUES (new.id, new.name, new.message);
  END;
  CREATE TRIGGER IF NOT EXISTS entries_delete AFTER DELETE ON entries BEGIN
    INSERT INTO entries_index (entries_index, rowid, name, message)
      VALUES ('delete', old.id, old.name, old.message);
  END;
  CREATE TRIGGER IF NOT EXISTS entries_update AFTER UPDATE ON entries BEGIN
    INSERT INTO entries_index (entries_index, rowid, name, message)
      VALUES ('delete', old.id, old.name, old.message);
    INSERT INTO entries_index (rowid, name, message) VALUES (new.id, new.name, new.message);
  END;
`);

const pageSize = 20;

/** limits are the longest values that are stored, in characters. */
export const limits = { name: 60, message: 1000 };

const insert = db.prepare('INSERT INTO entries (name, message) VALUES (:name, :message)');

/**
 * add stores an entry that check has passed and returns its id.
 *
 * @param {{ name: string, message: string }} entry
 */
export function add({ name, message }) {
  return insert.run({ name, message }).lastInsertRowid;
}

/** count returns how many entries there are. */
export function count() {
  return db.get('SELECT count(*) AS n FROM entries')?.n ?? 0;
}

/** list returns one page of entries, newest first, and where the next page starts. */
export function list(before = Number.MAX_SAFE_INTEGER) {
  const rows = db.query(
    'SELECT id, name, message, created FROM entries WHERE id < ? ORDER BY id DESC LIMIT ?',
    [before, pageSize + 1], // One more than is shown tells whether there is another page.
  );
  const entries = rows.slice(0, pageSize);
  return { entries, older: rows.length > pageSize ? entries[pageSize - 1].id : undefined };
}

/**
 * search returns the entries that have all words of text, best match first. What matched
 * is between the control characters 2 and 3, which no entry contains.
 *
 * @param {string} text
 */
export function search(text) {
  // As quoted prefixes, words have no meaning for the index but themselves.
  const words = text.split(/\s+/, 20).map((word) => `"${word.replaceAll('"', '""')}"*`);
  const entries = db.query(
    `SELECT id, created,
            highlight(entries_index, 0, char(2), char(3)) AS name,
            highlight(entries_index, 1, char(2), char(3)) AS message
       FROM entries_index JOIN entries ON entries.id = entries_index.rowid
      WHERE entries_index MATCH ? ORDER BY rank LIMIT ?`,
    [words.join(' '), pageSize],
  );
  return { entries };
}

/**
 * check tidies what a form sent: { values } to store, and errors by field if any.
 *
 * @param {{ name?: unknown, message?: unknown }} form
 */
export function check(form) {
  const values = { name: tidy(form.name), message: tidy(form.message) };
  /** @type {Partial<typeof values>} */
  const errors = {};
  for (const field of /** @type {const} */ (['name', 'message'])) {
    if (values[field] === '') errors[field] = `Please write a ${field}.`;
    if (values[field].length > limits[field]) errors[field] = `Please keep it under ${limits[field]} characters.`;
  }
  return { values, errors: Object.keys(errors).length > 0 ? errors : undefined };
}

/**
 * tidy makes text of what a client sent: line ends of one kind, no other control characters.
 *
 * @param {unknown} value
 */
export function tidy(value) {
  return String(value ?? '').replace(/\r\n?/g, '\n').replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ').trim();
}
