// verdict: died
const o = Object.defineProperty({}, "length", { get: [].push }); o.length;
