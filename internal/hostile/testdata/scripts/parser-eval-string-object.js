// verdict: contained
eval(Object('('.repeat(127 * 1024)));
