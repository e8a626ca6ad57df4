// verdict: contained
eval('('.repeat(127 * 1024));
