// verdict: contained
const f = function () { throw new Error('x') }; Object.defineProperty(f, 'name', { value: 'n'.repeat(5e7) }); f();
