// verdict: contained
new Float64Array(2 ** 31);
