// verdict: contained
String.raw({ raw: new Array(1e5).fill(Object("x".repeat(1e6))) });
