// verdict: contained
JSON.parse('['.repeat(3e6) + ']'.repeat(3e6));
