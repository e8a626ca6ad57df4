// verdict: contained
eval(Array.from({ length: 2e5 }, (_, n) => 'l' + n + ':').join('') + ';');
