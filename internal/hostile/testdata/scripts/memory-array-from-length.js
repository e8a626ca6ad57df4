// verdict: contained
Array.from({ length: 2 ** 40 });
