// verdict: overrun
Promise.all({ [Symbol.iterator]: () => ({ next: Object }) });
