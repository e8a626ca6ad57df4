// verdict: contained
JSON.parse('['.repeat(9000) + ']'.repeat(9000), (k, v) => v);
