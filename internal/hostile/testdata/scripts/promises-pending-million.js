// verdict: contained
const all = []; for (let n = 0; n < 1e6; n++) all.push(new Promise(() => { })); await Promise.race(all);
