// verdict: contained
eval('(function*(){' + 'yield '.repeat(1e6) + '1})');
