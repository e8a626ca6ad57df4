// verdict: contained
const o = {}; Object.setPrototypeOf(o, { constructor: { get name() { for (;;) ; } } }); throw o;
