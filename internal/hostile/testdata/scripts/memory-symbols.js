// verdict: contained
const keep = []; for (;;) keep.push(Symbol('x'));
