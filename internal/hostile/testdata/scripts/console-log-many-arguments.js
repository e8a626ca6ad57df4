// verdict: contained
console.log(...new Array(1e6).fill('xxxxxxxxxx'));
