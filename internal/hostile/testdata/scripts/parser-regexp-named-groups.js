// verdict: contained
new RegExp(Array.from({ length: 1e5 }, (_, n) => `(?<g${n}>a)`).join(''));
