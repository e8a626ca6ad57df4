// verdict: contained
eval('void '.repeat(1e6) + '0');
