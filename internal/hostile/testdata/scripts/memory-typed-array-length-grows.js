// verdict: contained
let n = 0; new Float64Array({ get length() { return n++ ? 2 ** 30 : 0 } });
