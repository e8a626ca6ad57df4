-- refused: 
{{repeat 1 "SELECT "}}{{repeat 5000 "CASE WHEN 1 THEN "}}1{{repeat 5000 " END"}}
