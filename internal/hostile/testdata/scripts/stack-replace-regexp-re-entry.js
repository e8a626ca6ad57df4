// verdict: contained
const f = () => 'a'.replace(/a/, f); f();
