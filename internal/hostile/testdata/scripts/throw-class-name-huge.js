// verdict: contained
const C = class {}; Object.defineProperty(C, 'name', { value: 'n'.repeat(5e7) }); throw new C();
