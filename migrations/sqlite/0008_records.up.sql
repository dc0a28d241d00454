-- What the shop has and asks for, one row a thing: machines, materials, stock, customers, rates, ... The document is the JSON that the API shows.

CREATE TABLE record (
    noun       TEXT NOT NULL,
    -- `-` for what there is one of (rates, company).
    id         TEXT NOT NULL,
    document   TEXT NOT NULL,
    -- Place in its list.
    place      BIGINT NOT NULL,
    version    BIGINT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (noun, id)
);

CREATE INDEX record_place ON record (noun, place);

-- Answers of requests that carry a key of their own, so that a repeat gets the same one and changes nothing.
CREATE TABLE repeated (
    account_id BIGINT NOT NULL,
    key        TEXT NOT NULL,
    -- Hash of method, path and body: another request under the same key is refused.
    request    TEXT NOT NULL,
    asked_at   TEXT NOT NULL,
    -- NULL while it is being answered.
    status     BIGINT,
    headers    TEXT,
    body       BLOB,
    PRIMARY KEY (account_id, key)
);

-- Marks that restrict who may read an RFQ: a JSON list of words, `[]` for none.
ALTER TABLE rfq ADD COLUMN restrictions TEXT NOT NULL DEFAULT '[]';
