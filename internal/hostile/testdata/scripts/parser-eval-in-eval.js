// verdict: contained
eval("eval('('.repeat(127 * 1024))");
