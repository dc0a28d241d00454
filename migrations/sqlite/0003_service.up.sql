-- RFQs that arrive over HTTP: their state while they are read and priced, and the jobs they need.
-- An RFQ made by the command line is done when it is written, so that is the default.

ALTER TABLE rfq ADD COLUMN received_at TEXT;
ALTER TABLE rfq ADD COLUMN status TEXT NOT NULL DEFAULT 'done';
ALTER TABLE rfq ADD COLUMN customer TEXT;
ALTER TABLE rfq ADD COLUMN requested_date TEXT;
ALTER TABLE rfq ADD COLUMN quantities_source TEXT NOT NULL DEFAULT 'form';
ALTER TABLE rfq ADD COLUMN problem_code TEXT;
ALTER TABLE rfq ADD COLUMN problem_message TEXT;

ALTER TABLE rfq_file ADD COLUMN bytes BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rfq_file ADD COLUMN kind TEXT NOT NULL DEFAULT 'unknown';
ALTER TABLE rfq_file ADD COLUMN status TEXT NOT NULL DEFAULT 'read';
ALTER TABLE rfq_file ADD COLUMN pages BIGINT NOT NULL DEFAULT 0;
-- The quote line the file belongs to, once there is a quote.
ALTER TABLE rfq_file ADD COLUMN line BIGINT;
-- JSON: the diagnostics of the analysis, so that a list of files needs no analysis.
ALTER TABLE rfq_file ADD COLUMN diagnostics TEXT NOT NULL DEFAULT '[]';
-- Place among the files: 0003 is the fourth file sent, 0003.0001 its second member. A member read twice lands on the same row.
ALTER TABLE rfq_file ADD COLUMN order_key TEXT;

CREATE UNIQUE INDEX rfq_file_order ON rfq_file (rfq_id, order_key);

-- Jobs to hand to the queue, written in the transaction of the row that needs them.
CREATE TABLE outbox (
    id             INTEGER PRIMARY KEY,
    -- The same job asked twice is one job.
    job_key        TEXT NOT NULL UNIQUE,
    job            TEXT NOT NULL,
    priority       BIGINT NOT NULL
);
