// verdict: contained
console.time({ toString() { for (;;) ; } });
