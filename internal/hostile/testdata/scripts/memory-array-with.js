// verdict: contained
new Array(2 ** 31).with(0, 1);
