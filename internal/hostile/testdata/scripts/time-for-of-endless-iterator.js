// verdict: contained
for (const x of { [Symbol.iterator]() { return { next() { return { done: false } } } } }) ;
