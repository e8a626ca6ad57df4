// verdict: contained
Math.max.apply(null, new Array(2 ** 28));
