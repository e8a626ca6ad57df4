// verdict: contained
new URLSearchParams({ [Symbol.iterator]: () => ({ next: Object.bind(null, { value: ["a", "b"] }) }) });
