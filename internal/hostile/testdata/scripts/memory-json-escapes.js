// verdict: contained
JSON.stringify('\u0001'.repeat(3e7));
