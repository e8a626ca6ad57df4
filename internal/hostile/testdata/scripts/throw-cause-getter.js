// verdict: contained
const e = new Error('a'); Object.defineProperty(e, 'cause', { get() { for (;;) ; } }); throw e;
