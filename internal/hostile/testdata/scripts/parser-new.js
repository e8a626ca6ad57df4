// verdict: contained
eval('new '.repeat(1e6) + 'x');
