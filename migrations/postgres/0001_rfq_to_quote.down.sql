DROP TABLE quote;
DROP TABLE analysis;
DROP TABLE rfq_file;
DROP TABLE rfq;
DROP TABLE file;
