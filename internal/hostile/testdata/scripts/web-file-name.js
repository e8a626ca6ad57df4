// verdict: contained
new File([], 'x'.repeat(6e7), { lastModified: { valueOf() { for (;;) ; } } });
