// verdict: contained
eval('- '.repeat(2e6) + '1');
