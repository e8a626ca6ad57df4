// verdict: overrun
const o = { length: 4e5 }; for (let n = 0; n < 2e5; n++) o[n] = n; [].reverse.call(o);
