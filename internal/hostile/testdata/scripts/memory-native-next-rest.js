// verdict: overrun
const [...a] = { [Symbol.iterator]: () => ({ next: Object }) };
