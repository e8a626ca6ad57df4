// verdict: contained
new Request('http://a/', { method: 'x'.repeat(6e7) });
