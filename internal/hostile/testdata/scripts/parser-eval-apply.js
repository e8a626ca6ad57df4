// verdict: contained
eval.apply(null, ['('.repeat(127 * 1024)]);
