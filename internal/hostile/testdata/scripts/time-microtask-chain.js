// verdict: contained
// quick: yes
const next = () => Promise.resolve().then(next); next(); await new Promise(() => {});
