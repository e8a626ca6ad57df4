-- refused: 
CREATE VIRTUAL TABLE f USING fts5(x); CREATE TABLE f_evil_data(x); CREATE TABLE f_data(x)
