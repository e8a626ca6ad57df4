// verdict: contained
for await (const x of { [Symbol.iterator]: () => ({ next: () => ({ value: 1, done: false }) }) }) ;
