// verdict: contained
new Array(2 ** 31).toSpliced(0, 0);
