// verdict: contained
// quick: yes
const f = () => [{ toString: f }].join(); f();
