// verdict: contained
const o = Object.defineProperty({}, "length", { get: [].push }); o.length;
