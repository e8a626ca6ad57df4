// verdict: contained
new (Object.getPrototypeOf(async () => {}).constructor)('('.repeat(127 * 1024));
