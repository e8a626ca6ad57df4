// verdict: contained
`${{ toString() { for (;;) ; } }}`;
