// verdict: overrun
[..."x".repeat(6e7)];
