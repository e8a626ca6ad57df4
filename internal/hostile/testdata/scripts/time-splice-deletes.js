// verdict: overrun
const o = { length: 2e5 }; for (let n = 0; n < 2e5; n++) o[n] = n; [].splice.call(o, 0, 2e5);
