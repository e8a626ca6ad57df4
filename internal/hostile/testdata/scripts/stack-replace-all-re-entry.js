// verdict: contained
const f = () => 'aa'.replaceAll('a', f); f();
