-- refused: 
{{repeat 3000 "SELECT * FROM ("}}SELECT 1{{repeat 3000 ")"}}
