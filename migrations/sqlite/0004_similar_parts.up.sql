-- What is compared of every quoted part, to find similar ones. The numbers are 32-bit floats, little endian, in the order of their
-- version; a version that is not the program's is made anew from the quote.

CREATE TABLE quoted_part (
    quote       TEXT NOT NULL REFERENCES quote (number) ON DELETE CASCADE,
    line        BIGINT NOT NULL,
    descriptor  BLOB NOT NULL,
    PRIMARY KEY (quote, line)
);

-- Version of the descriptors of the quote's lines; 0 for a quote that has none yet.
ALTER TABLE quote ADD COLUMN described BIGINT NOT NULL DEFAULT 0;
