// verdict: contained
// where: start
globalThis.eval('('.repeat(127 * 1024));
