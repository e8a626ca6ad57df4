// verdict: contained
// quick: yes
new ArrayBuffer(2 ** 33);
