// verdict: contained
new Blob({ *[Symbol.iterator]() { for (;;) yield 'x' } });
