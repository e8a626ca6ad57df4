// verdict: contained
Float64Array.from({ length: 2 ** 31 });
