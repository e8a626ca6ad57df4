// verdict: contained
eval('"' + '\\x41'.repeat(5e6) + '"');
