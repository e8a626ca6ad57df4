-- bounded: 
SELECT {{repeat 300 "randomblob(1000000), "}}1
