-- What is evidence, and what lives beside it. Kept through every rebuild.

CREATE TABLE chain (
  id     INTEGER PRIMARY KEY,
  chain  BLOB NOT NULL UNIQUE CHECK (length(chain) = 16),
  op     BLOB NOT NULL CHECK (length(op) = 16),
  key    BLOB NOT NULL CHECK (length(key) = 32),
  device TEXT NOT NULL,
  mine   INTEGER NOT NULL DEFAULT 0  -- 1: written by this catalogue
) STRICT;

-- A withheld entry has its place and digest, and neither line nor signature.
CREATE TABLE entry (
  id        INTEGER PRIMARY KEY,
  digest    BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
  chain     INTEGER NOT NULL REFERENCES chain (id),
  seq       INTEGER NOT NULL CHECK (seq >= 1),
  link      BLOB NOT NULL CHECK (length(link) = 32),
  clock     INTEGER NOT NULL,
  kind      TEXT,
  line      BLOB,
  signature BLOB CHECK (length(signature) = 64)
) STRICT;
CREATE INDEX entry_place ON entry (chain, seq);

-- Heads as they were received, with the signature of the chain's own key.
CREATE TABLE head (
  chain     INTEGER NOT NULL REFERENCES chain (id),
  seq       INTEGER NOT NULL,
  link      BLOB NOT NULL,
  signature BLOB NOT NULL CHECK (length(signature) = 64),
  PRIMARY KEY (chain, seq, link)
) STRICT, WITHOUT ROWID;

-- Beside the evidence: what may be lost without loss of evidence.
CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
  id      INTEGER PRIMARY KEY,
  kind    TEXT NOT NULL,
  subject TEXT NOT NULL,
  content TEXT NOT NULL,
  changed TEXT NOT NULL
) STRICT;

CREATE TABLE thumbnail (
  sha256 BLOB PRIMARY KEY,
  width  INTEGER NOT NULL,
  height INTEGER NOT NULL,
  jpeg   BLOB NOT NULL
) STRICT;
