// verdict: contained
const a = []; a.length = 2 ** 31; a.sort();
