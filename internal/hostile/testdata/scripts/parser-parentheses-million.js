// verdict: contained
eval('('.repeat(3e6));
