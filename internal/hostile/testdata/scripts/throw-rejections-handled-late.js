// verdict: contained
const all = []; for (let n = 0; n < 3e5; n++) all.push(Promise.reject(n)); for (const p of all) p.catch(() => {});
