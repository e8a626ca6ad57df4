// verdict: contained
const a = new Array(1e6).fill('some text'); for (;;) JSON.stringify(a);
