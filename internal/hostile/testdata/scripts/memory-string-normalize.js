// verdict: contained
'\uFDFA'.repeat(1e7).normalize('NFKD');
