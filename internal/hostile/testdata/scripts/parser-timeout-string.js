// verdict: contained
setTimeout('('.repeat(127 * 1024), 1);
