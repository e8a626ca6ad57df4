// verdict: contained
const f = function () { throw new Error('x') }; Object.defineProperty(f, 'name', { get() { for (;;) ; } }); f();
