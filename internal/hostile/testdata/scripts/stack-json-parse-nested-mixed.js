// verdict: contained
JSON.parse('[{"a":'.repeat(2e6));
