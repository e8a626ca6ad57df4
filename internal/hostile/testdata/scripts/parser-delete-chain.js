// verdict: contained
eval('delete '.repeat(1e6) + 'x');
