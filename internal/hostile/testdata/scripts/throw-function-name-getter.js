// verdict: contained
const f = () => 1; Object.defineProperty(f, 'name', { get() { for (;;) ; } }); (function g() { throw f })();
