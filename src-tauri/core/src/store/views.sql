-- Views of the entries. Every row here is made again by a rebuild, in any order, with the same content.

CREATE TABLE record (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE field (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

-- What entries say of registers; live = 1 unless a held entry replaced it.
CREATE TABLE change (
  record INTEGER NOT NULL,
  field  INTEGER NOT NULL,
  entry  INTEGER NOT NULL,
  live   INTEGER NOT NULL,
  value  TEXT NOT NULL,
  PRIMARY KEY (record, field, entry)
) STRICT, WITHOUT ROWID;

-- What changes of a register named as seen, held or not.
CREATE TABLE replaced (
  record INTEGER NOT NULL,
  field  INTEGER NOT NULL,
  digest BLOB NOT NULL,
  entry  INTEGER NOT NULL,
  PRIMARY KEY (record, field, digest, entry)
) STRICT, WITHOUT ROWID;

-- Live values that name a record: what is in a package, the placements of an artefact.
CREATE TABLE pointer (
  target INTEGER NOT NULL,
  field  INTEGER NOT NULL,
  source INTEGER NOT NULL,
  entry  INTEGER NOT NULL,
  PRIMARY KEY (target, field, source, entry)
) STRICT, WITHOUT ROWID;

-- Notes and custody events that speak about a record.
CREATE TABLE mention (
  record INTEGER NOT NULL,
  entry  INTEGER NOT NULL,
  PRIMARY KEY (record, entry)
) STRICT, WITHOUT ROWID;

-- Entries by kind, for the kinds that lists show.
CREATE TABLE listed (
  kind  TEXT NOT NULL,
  entry INTEGER NOT NULL,
  PRIMARY KEY (kind, entry)
) STRICT, WITHOUT ROWID;

-- Originals that entries name.
CREATE TABLE original (
  sha256 BLOB NOT NULL,
  entry  INTEGER NOT NULL,
  size   INTEGER NOT NULL,
  ext    TEXT NOT NULL,
  PRIMARY KEY (sha256, entry)
) STRICT, WITHOUT ROWID;

-- One row for each artefact and package: what lists and filters ask.
CREATE TABLE item (
  record    INTEGER PRIMARY KEY,
  kind      TEXT NOT NULL,
  order_key BLOB NOT NULL,
  reference TEXT NOT NULL,
  title     TEXT NOT NULL,
  quantity  INTEGER NOT NULL,
  withdrawn INTEGER NOT NULL,
  photos    INTEGER NOT NULL
) STRICT;
CREATE INDEX item_order ON item (kind, order_key, record);
CREATE INDEX item_lots ON item (record) WHERE quantity > 1;

-- One row for each artefact: what the list of the window shows, sorts by and filters. `missing` of `counted` is how
-- complete it is by the templates in force; null until that was measured.
CREATE TABLE listing (
  record    INTEGER PRIMARY KEY,
  order_key BLOB NOT NULL,
  title_key TEXT NOT NULL,
  changed   INTEGER NOT NULL,
  flags     INTEGER NOT NULL,
  missing   INTEGER,
  counted   INTEGER,
  photo     BLOB,
  summary   TEXT NOT NULL,
  package   INTEGER,
  traits    INTEGER NOT NULL
) STRICT;
CREATE INDEX listing_order ON listing (order_key, record, flags, missing, package, traits);
CREATE INDEX listing_unmeasured ON listing (record) WHERE missing IS NULL;

-- Texts that very many artefacts have alike, each set of them once: the place, the country, the word of the last custody
-- event. What no artefact has any more may stay.
CREATE TABLE traits (
  id      INTEGER PRIMARY KEY,
  place   TEXT NOT NULL,
  country TEXT NOT NULL,
  custody TEXT NOT NULL,
  UNIQUE (place, country, custody)
) STRICT;

-- Live references of records that exist, by compare key; a key used twice is a conflict.
CREATE TABLE reference_use (
  kind   TEXT NOT NULL,
  key    TEXT NOT NULL,
  record INTEGER NOT NULL,
  PRIMARY KEY (kind, key, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX reference_of ON reference_use (record);

-- The keys of reference_use that two records or more have: few, while that table has a row for every record.
CREATE TABLE reference_twice (
  kind TEXT NOT NULL,
  key  TEXT NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

-- Conflicts inside records, and places where chains forked.
CREATE TABLE conflict (
  record INTEGER NOT NULL,
  field  TEXT NOT NULL,
  PRIMARY KEY (record, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE fork (
  chain INTEGER NOT NULL,
  seq   INTEGER NOT NULL,
  PRIMARY KEY (chain, seq)
) STRICT, WITHOUT ROWID;

-- One row for each photo that was taken in: what the tray and lists of photos ask. waiting = 1 while it shows nothing
-- yet, and is neither withdrawn, nor another photo's companion or working copy, nor named by a note or a custody event.
-- A photo without a claimed time has an empty one.
CREATE TABLE shot (
  record  INTEGER PRIMARY KEY,
  waiting INTEGER NOT NULL,
  taken   TEXT NOT NULL,
  name    TEXT NOT NULL,
  camera  TEXT NOT NULL
) STRICT;
CREATE INDEX shot_order ON shot (waiting DESC, taken = '', taken, name, record);

-- One row for each custody event: whether it is a hand-over that nobody acknowledged, and what does not add up about it,
-- as a list in JSON; empty where nothing is to be said. `clock` and `digest` are those of its entry: the order of display.
CREATE TABLE custody (
  entry     INTEGER PRIMARY KEY,
  digest    BLOB NOT NULL,
  clock     INTEGER NOT NULL,
  hand_over INTEGER NOT NULL,
  open      INTEGER NOT NULL,
  findings  TEXT NOT NULL
) STRICT;
CREATE INDEX custody_order ON custody (clock, digest);
CREATE INDEX custody_given ON custody (open, clock, digest) WHERE hand_over = 1;
CREATE INDEX custody_odd ON custody (clock, digest) WHERE findings <> '';
CREATE INDEX custody_waiting ON custody (clock, digest) WHERE findings <> '' OR open = 1;
