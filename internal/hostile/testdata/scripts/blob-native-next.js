// verdict: contained
new Blob({ [Symbol.iterator]: () => ({ next: Object.bind(null, { value: "x" }) }) });
