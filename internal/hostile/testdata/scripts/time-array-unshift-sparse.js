// verdict: contained
const a = []; a.length = 2 ** 32 - 2; a.unshift(1);
