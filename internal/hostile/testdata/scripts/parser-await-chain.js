// verdict: contained
eval('(async()=>{' + 'await '.repeat(1e6) + '1})');
