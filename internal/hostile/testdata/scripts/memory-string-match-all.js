// verdict: contained
const keep = []; for (;;) keep.push([...'a'.repeat(1e6).matchAll(/a/g)]);
