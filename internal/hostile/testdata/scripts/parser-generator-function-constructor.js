// verdict: contained
new (Object.getPrototypeOf(function* () {}).constructor)('('.repeat(127 * 1024));
