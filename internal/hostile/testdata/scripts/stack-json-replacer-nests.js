// verdict: contained
JSON.stringify({ a: 1 }, (k, v) => ({ a: v }));
