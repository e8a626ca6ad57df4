// verdict: contained
const o = {}; Object.defineProperty(o, 'a', { enumerable: true, get() { return { ...Object.getOwnPropertyDescriptors(o), get a() { return o.a } } } }); JSON.stringify(o);
