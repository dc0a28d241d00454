ALTER TABLE rfq DROP COLUMN restrictions;
DROP TABLE repeated;
DROP TABLE record;
