// verdict: contained
// quick: yes
const f = () => f.apply(null, []); f();
