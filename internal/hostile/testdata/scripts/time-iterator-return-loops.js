// verdict: contained
for (const x of { [Symbol.iterator]: () => ({ next: () => ({ value: 1 }), return() { for (;;) ; } }) }) break;
