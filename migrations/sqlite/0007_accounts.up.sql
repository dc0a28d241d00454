-- People and programs that may use the service, and what they did.

-- Facts of the installation, by name.
CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE account (
    id            INTEGER PRIMARY KEY,
    -- What is typed to log in, lower case.
    login         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    -- One of the roles of api/server/src/access/rights.tsv.
    role          TEXT NOT NULL,
    -- Argon2id, in the PHC string form.
    password_hash TEXT NOT NULL,
    -- JSON list of restriction marks whose RFQs it may read.
    clearances    TEXT NOT NULL DEFAULT '[]',
    -- 0: kept for the history, may not log in.
    active        BIGINT NOT NULL DEFAULT 1,
    version       BIGINT NOT NULL DEFAULT 1,
    created_at    TEXT NOT NULL,
    updated_at    TEXT NOT NULL
);

-- A browser that logged in. Only the hash of its token is kept.
CREATE TABLE session (
    token_hash TEXT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    opened_at  TEXT NOT NULL,
    seen_at    TEXT NOT NULL,
    -- Whatever happens it ends here.
    ends_at    TEXT NOT NULL
);

CREATE INDEX session_account ON session (account_id);

-- A program that acts for an account, with no more than its scopes. Only the hash of the key is kept.
CREATE TABLE api_key (
    id         INTEGER PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    key_hash   TEXT NOT NULL UNIQUE,
    -- Its first characters, to tell keys apart.
    hint       TEXT NOT NULL,
    -- JSON list of module:read and module:write.
    scopes     TEXT NOT NULL,
    created_at TEXT NOT NULL,
    ends_at    TEXT,
    used_at    TEXT,
    revoked_at TEXT
);

-- Every change, and every reading of what is restricted. Written in the transaction of the change; never changed, never deleted.
CREATE TABLE audit (
    id         INTEGER PRIMARY KEY,
    at         TEXT NOT NULL,
    -- NULL: the service itself, or a command line.
    account_id BIGINT,
    actor      TEXT NOT NULL,
    request    TEXT NOT NULL,
    action     TEXT NOT NULL,
    noun       TEXT NOT NULL,
    record     TEXT NOT NULL,
    -- JSON, NULL where there was nothing.
    old_value  TEXT,
    new_value  TEXT
);

CREATE INDEX audit_record ON audit (noun, record);
