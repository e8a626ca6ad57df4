// verdict: contained
let n = 0; Math.max.apply(null, { get length() { return n++ ? 2 ** 28 : 0 } });
