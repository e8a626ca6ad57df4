-- refused: json_patch is not allowed
CREATE VIEW jp AS SELECT json_patch(j, j) FROM t; SELECT * FROM jp
