// verdict: contained
// quick: yes
String.raw({ raw: { length: 2 ** 53 - 1 } });
