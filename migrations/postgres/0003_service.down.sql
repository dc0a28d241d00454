DROP TABLE outbox;

DROP INDEX rfq_file_order;
ALTER TABLE rfq_file DROP COLUMN order_key;
ALTER TABLE rfq_file DROP COLUMN diagnostics;
ALTER TABLE rfq_file DROP COLUMN line;
ALTER TABLE rfq_file DROP COLUMN pages;
ALTER TABLE rfq_file DROP COLUMN status;
ALTER TABLE rfq_file DROP COLUMN kind;
ALTER TABLE rfq_file DROP COLUMN bytes;

ALTER TABLE rfq DROP COLUMN problem_message;
ALTER TABLE rfq DROP COLUMN problem_code;
ALTER TABLE rfq DROP COLUMN quantities_source;
ALTER TABLE rfq DROP COLUMN requested_date;
ALTER TABLE rfq DROP COLUMN customer;
ALTER TABLE rfq DROP COLUMN status;
ALTER TABLE rfq DROP COLUMN received_at;
