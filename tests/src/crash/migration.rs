//! Two steps after the first version, as a later one may bring them: a table and a column more, and a table made
//! anew.

use sigillum_core::store::MIGRATIONS;

/// Adds a column and fills it, and a table that takes long enough to be killed in.
const SECOND: &str = "
    ALTER TABLE entry ADD COLUMN bytes INTEGER;
    UPDATE entry SET bytes = length(line);
    CREATE TABLE work (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
    INSERT INTO work (text) WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
      SELECT hex(i) || 'nothing that matters' FROM n;";

/// Makes a table anew in another form, as SQLite asks for what it cannot alter.
const THIRD: &str = "
    CREATE TABLE head_new (
      chain     INTEGER NOT NULL REFERENCES chain (id),
      seq       INTEGER NOT NULL CHECK (seq >= 1),
      link      BLOB NOT NULL CHECK (length(link) = 32),
      signature BLOB NOT NULL CHECK (length(signature) = 64),
      came      TEXT,
      PRIMARY KEY (chain, seq, link)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO head_new SELECT chain, seq, link, signature, NULL FROM head;
    DROP TABLE head;
    ALTER TABLE head_new RENAME TO head;
    UPDATE work SET text = lower(text) || text;
    CREATE INDEX work_text ON work (text);";

/// The present migrations and these two.
pub fn steps() -> Vec<&'static str> {
    MIGRATIONS.iter().copied().chain([SECOND, THIRD]).collect()
}
