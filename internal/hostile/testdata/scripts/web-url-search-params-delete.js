// verdict: contained
const p = new URLSearchParams(); for (let n = 0; n < 1e5; n++) p.append('k' + n, ''); for (let n = 0; n < 1e5; n++) p.delete('k' + n);
