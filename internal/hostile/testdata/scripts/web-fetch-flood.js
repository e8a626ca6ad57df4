// verdict: contained
for (let n = 0; n < 1e5; n++) fetch('http://127.0.0.1:1/' + n).catch(() => {}); await new Promise(() => {});
