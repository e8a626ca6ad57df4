// verdict: contained
new URLSearchParams({ *[Symbol.iterator]() { for (;;) yield ['a', 'b'] } });
