// verdict: overrun
new Set([1]).union({ size: 1, has() {}, keys: () => ({ next: Object }) });
