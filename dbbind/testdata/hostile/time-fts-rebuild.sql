-- bounded: SQLITE_INTERRUPT
CREATE VIRTUAL TABLE fc USING fts5(x, content='ev', content_rowid='i'); CREATE VIEW ev AS WITH RECURSIVE n(i,x) AS (SELECT 1,'a b c' UNION ALL SELECT i+1,'d e f' FROM n) SELECT i,x FROM n; INSERT INTO fc(fc) VALUES ('rebuild')
