-- bounded: 
SELECT max(length(fullkey)) FROM json_tree('{{repeat 900 "["}}{{repeat 900 "]"}}')
