DROP TABLE correction;
DROP TABLE title_block_layout;
