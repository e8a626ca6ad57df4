// verdict: contained
const keep = []; for (;;) keep.push(new Error('x'));
