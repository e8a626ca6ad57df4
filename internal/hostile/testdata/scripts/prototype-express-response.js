// verdict: contained
// afterwards: any
const r = Object.getPrototypeOf(res); r.send = r.json = r.set = r.end = () => { for (;;) ; };
