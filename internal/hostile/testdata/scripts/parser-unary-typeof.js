// verdict: contained
eval('typeof '.repeat(1e6) + '1');
