-- refused: json_patch is not allowed
CREATE TRIGGER jp AFTER INSERT ON t BEGIN UPDATE t SET j = json_patch(new.j, new.j); END; INSERT INTO t(a) VALUES (1)
