// verdict: contained
eval('var ' + Array.from({ length: 1e6 }, (_, n) => 'v' + n).join());
