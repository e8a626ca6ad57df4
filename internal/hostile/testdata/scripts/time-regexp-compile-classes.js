// verdict: contained
new RegExp('[' + Array.from({ length: 3e5 }, (_, n) => String.fromCharCode(n % 60000)).join('') + ']', 'i');
