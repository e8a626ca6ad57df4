// verdict: contained
new Array(4e6).join(Object("x".repeat(1e6)));
