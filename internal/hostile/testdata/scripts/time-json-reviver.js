// verdict: contained
JSON.parse('[1]', () => { for (;;) ; });
