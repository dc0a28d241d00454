-- The last quote number given, by year. The number of a quote is the counter plus one, taken in the transaction that writes the
-- quote: no number is given twice, none is lost to a failure, and there is no last one (DEV-2026-10000 follows DEV-2026-9999).
-- French law asks for an unbroken sequence of invoices (CGI, annexe II, article 242 nonies A), not of quotes; ours is kept to the
-- same practice, except that deleting a quote leaves its number unused.

CREATE TABLE quote_number (
    year        BIGINT PRIMARY KEY,
    last        BIGINT NOT NULL
);

INSERT INTO quote_number (year, last)
SELECT CAST(substr(number, 5, 4) AS BIGINT), max(CAST(substr(number, 10) AS BIGINT)) FROM quote GROUP BY substr(number, 5, 4);
