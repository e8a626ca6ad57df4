// verdict: contained
queueMicrotask(() => { throw { get message() { for (;;) ; } } }); await null;
