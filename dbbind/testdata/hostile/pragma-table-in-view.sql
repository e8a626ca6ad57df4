-- refused: 
CREATE VIEW pj AS SELECT * FROM pragma_database_list; SELECT * FROM pj
