// verdict: overrun
Array.from({ [Symbol.iterator]: () => ({ next: Object }) });
