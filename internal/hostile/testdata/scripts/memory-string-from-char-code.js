// verdict: contained
String.fromCharCode.apply(null, new Uint16Array(3e7));
