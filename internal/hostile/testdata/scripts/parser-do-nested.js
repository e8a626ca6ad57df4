// verdict: contained
eval('do '.repeat(1e6) + ';');
