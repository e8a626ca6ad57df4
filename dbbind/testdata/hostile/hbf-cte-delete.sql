-- refused: 
WITH d AS (SELECT 1) DELETE FROM "_hbf_state"
