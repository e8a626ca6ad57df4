// verdict: overrun
Object.keys(Object("x".repeat(6e7)));
