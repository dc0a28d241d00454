-- Layouts of title blocks that people taught, by name, as JSON; and the corrections they were taught with, which are labels.

CREATE TABLE title_block_layout (
    name        TEXT PRIMARY KEY,
    document    TEXT NOT NULL,
    taught_at   TEXT NOT NULL
);

CREATE TABLE correction (
    id           INTEGER PRIMARY KEY,
    sha256       TEXT NOT NULL,
    page         BIGINT NOT NULL,
    field        TEXT NOT NULL,
    -- NULL where nothing had been read.
    was          TEXT,
    -- NULL where the field should be empty.
    corrected    TEXT,
    corrected_at TEXT NOT NULL
);

CREATE INDEX correction_file ON correction (sha256);
