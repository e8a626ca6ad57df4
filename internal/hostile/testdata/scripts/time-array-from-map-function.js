// verdict: contained
Array.from({ length: 2 ** 53 - 1 }, () => 1);
