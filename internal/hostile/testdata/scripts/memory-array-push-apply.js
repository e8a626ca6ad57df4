// verdict: contained
const a = [1]; for (;;) Array.prototype.push.apply(a, a);
