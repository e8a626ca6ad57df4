// verdict: contained
new Headers({ [Symbol.iterator]: () => ({ next: Object.bind(null, { value: ["a", "b"] }) }) });
