// verdict: contained
JSON.stringify({ a: 1 }, () => { for (;;) ; });
