// verdict: contained
new Function('('.repeat(127 * 1024));
