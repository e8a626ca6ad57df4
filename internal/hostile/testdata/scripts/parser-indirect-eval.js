// verdict: contained
(0, eval)('('.repeat(127 * 1024));
