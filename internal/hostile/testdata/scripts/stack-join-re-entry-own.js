// verdict: contained
const o = { toString() { return [o, o].join() } }; [o].join();
