// verdict: contained
String.prototype.normalize.call(Object("\\uFDFA".repeat(1e7)), "NFKD");
