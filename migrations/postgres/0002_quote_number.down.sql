DROP TABLE quote_number;
