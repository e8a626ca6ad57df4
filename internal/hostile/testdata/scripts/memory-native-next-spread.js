// verdict: overrun
// why: Go calls next, which is built in, without end: nothing is interrupted, and its memory is the process's.
[...{ [Symbol.iterator]: () => ({ next: Object }) }];
