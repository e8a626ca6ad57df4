// verdict: contained
// quick: yes
const f = () => 'a'.replace('a', f); f();
