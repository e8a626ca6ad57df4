// verdict: contained
// quick: yes
const f = () => eval('f()'); f();
