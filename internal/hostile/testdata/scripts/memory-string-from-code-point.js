// verdict: contained
String.fromCodePoint(...new Array(1e8).fill(65));
