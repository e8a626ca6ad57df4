// verdict: contained
const a = [1]; for (;;) a.unshift(...a);
