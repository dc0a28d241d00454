-- RFQs, their files, the analyses of the files and the quotes made from them.
-- Dates are ISO 8601 text, money never stands in a column of its own (it is decimal text inside the documents), JSON is text.

CREATE TABLE file (
    sha256      TEXT PRIMARY KEY,
    bytes       BIGINT NOT NULL,
    kind        TEXT NOT NULL,
    stored_at   TEXT NOT NULL
);

CREATE TABLE rfq (
    id          INTEGER PRIMARY KEY,
    -- Hash over files, shop file, quantities and day: the same RFQ quoted twice is one RFQ.
    fingerprint TEXT NOT NULL UNIQUE,
    received_on TEXT NOT NULL,
    quantities  TEXT NOT NULL
);

CREATE TABLE rfq_file (
    rfq_id      BIGINT NOT NULL REFERENCES rfq (id) ON DELETE CASCADE,
    position    BIGINT NOT NULL,
    name        TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    PRIMARY KEY (rfq_id, position)
);

-- One analysis per content and reader version: a better reader adds a row, the old one stays readable.
CREATE TABLE analysis (
    sha256         TEXT NOT NULL,
    name           TEXT NOT NULL,
    reader_version TEXT NOT NULL,
    document       TEXT NOT NULL,
    PRIMARY KEY (sha256, name, reader_version)
);

CREATE TABLE quote (
    id          INTEGER PRIMARY KEY,
    rfq_id      BIGINT NOT NULL UNIQUE REFERENCES rfq (id) ON DELETE CASCADE,
    number      TEXT NOT NULL UNIQUE,
    quoted_on   TEXT NOT NULL,
    -- The quote and the shop file it stands on, frozen together.
    document    TEXT NOT NULL,
    shop        TEXT NOT NULL
);
