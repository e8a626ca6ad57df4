// verdict: contained
let a = [1]; for (let n = 0; n < 6; n++) a = new Proxy(new Array(200).fill(a), {}); [a].flat(Infinity);
