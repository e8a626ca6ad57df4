-- refused: 
SELECT * FROM pragma_journal_mode
