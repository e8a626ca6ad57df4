// verdict: contained
Array.from('x'.repeat(5e7));
