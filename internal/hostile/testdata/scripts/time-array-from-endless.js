// verdict: contained
Array.from({ [Symbol.iterator]() { return { next: () => ({ done: false, value: 1 }) } } });
