// verdict: contained
`${{ [Symbol.toPrimitive]() { for (;;) ; } }}`;
