// verdict: contained
const f = () => { setTimeout(f, 0); setTimeout(f, 0) }; f(); await new Promise(() => {});
