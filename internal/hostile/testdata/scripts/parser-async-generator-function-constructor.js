// verdict: contained
new (Object.getPrototypeOf(async function* () {}).constructor)('('.repeat(127 * 1024));
