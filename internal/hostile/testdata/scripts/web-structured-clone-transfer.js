// verdict: contained
structuredClone(1, { transfer: { *[Symbol.iterator]() { for (;;) yield new ArrayBuffer(1) } } });
