// verdict: contained
const a = new Array(1e6).fill(0); [].concat(...new Array(1e4).fill(a));
