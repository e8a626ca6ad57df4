// verdict: contained
eval('"' + 'x'.repeat(3e7) + '"');
