-- The truth: events, never changed, chained by digest. Number and version have no gaps.
CREATE TABLE event (
  number   INTEGER PRIMARY KEY,
  stream   TEXT    NOT NULL,
  version  INTEGER NOT NULL,
  time     TEXT    NOT NULL,
  type     TEXT    NOT NULL,
  data     TEXT    NOT NULL,
  previous TEXT    NOT NULL,
  digest   TEXT    NOT NULL,
  UNIQUE (stream, version)
) STRICT;

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;

CREATE TRIGGER event_is_never_removed BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;

-- Events that are not projected and announced yet; written in the transaction of the event.
CREATE TABLE outbox (number INTEGER PRIMARY KEY REFERENCES event (number)) STRICT;

-- From here on: tables made from the events, except boot_verdict.
CREATE TABLE projection (
  one      INTEGER PRIMARY KEY CHECK (one = 1),
  position INTEGER NOT NULL
) STRICT;
INSERT INTO projection VALUES (1, 0);

CREATE TABLE run (
  id              TEXT PRIMARY KEY,
  name            TEXT NOT NULL,
  status          TEXT NOT NULL,
  image           TEXT,
  verdict         TEXT,
  reason          TEXT NOT NULL,
  requested_at    TEXT NOT NULL,
  changed_at      TEXT NOT NULL,
  idempotency_key TEXT UNIQUE
) STRICT;
CREATE INDEX run_status ON run (status);

CREATE TABLE image (
  digest         TEXT PRIMARY KEY,
  name           TEXT    NOT NULL,
  root_hash      TEXT    NOT NULL,
  hash_offset    INTEGER NOT NULL,
  command_line   TEXT    NOT NULL,
  kernel_release TEXT    NOT NULL,
  role           TEXT    NOT NULL,
  policy_id      TEXT    NOT NULL,
  policy_digest  TEXT    NOT NULL,
  run            TEXT    NOT NULL,
  decision       TEXT    NOT NULL,
  signatures     TEXT    NOT NULL,
  published_at   TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX image_run ON image (run);

CREATE TABLE release (
  number      INTEGER PRIMARY KEY,
  image       TEXT    NOT NULL,
  role        TEXT    NOT NULL,
  min_version INTEGER NOT NULL,
  epoch       INTEGER NOT NULL,
  statement   TEXT    NOT NULL,
  at          TEXT    NOT NULL
) STRICT;

CREATE TABLE revocation (
  image  TEXT PRIMARY KEY,
  reason TEXT    NOT NULL,
  epoch  INTEGER NOT NULL,
  at     TEXT    NOT NULL
) STRICT;

CREATE TABLE boot_batch (digest TEXT PRIMARY KEY) STRICT;

CREATE TABLE boot_verdict (
  number  INTEGER PRIMARY KEY,
  time    TEXT    NOT NULL,
  host    TEXT    NOT NULL,
  image   TEXT    NOT NULL,
  verdict TEXT    NOT NULL,
  reasons TEXT    NOT NULL,
  count   INTEGER NOT NULL
) STRICT;
CREATE INDEX boot_verdict_image ON boot_verdict (image, number);
