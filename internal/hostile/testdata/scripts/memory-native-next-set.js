// verdict: overrun
const k = {}; new Set({ [Symbol.iterator]: () => ({ next: Object }) });
