// verdict: contained
// where: start
await new Promise(() => {});
