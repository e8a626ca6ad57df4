// verdict: contained
throw new Error('\ud800'.repeat(2e7));
