-- refused: 
SELECT * FROM docs('{{repeat 5000 "("}}a')
