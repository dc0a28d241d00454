ALTER TABLE quote DROP COLUMN described;
DROP TABLE quoted_part;
