-- More that lives beside the evidence, and may be lost without loss of evidence.

-- Bundles that were given to this catalogue, by where they lie, and what became of each.
CREATE TABLE inbox (
  path   TEXT PRIMARY KEY,
  name   TEXT NOT NULL,
  digest BLOB CHECK (length(digest) = 32),  -- of the tag manifest; null while nobody could read it
  state  TEXT NOT NULL,
  code   TEXT NOT NULL,                     -- of the error, where there was one
  why    TEXT NOT NULL,
  at     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What a photo looks like, from its thumbnail; null where that shows nothing to compare.
CREATE TABLE likeness (
  sha256 BLOB PRIMARY KEY CHECK (length(sha256) = 32),
  bits   INTEGER
) STRICT, WITHOUT ROWID;
