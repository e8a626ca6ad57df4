// verdict: contained
for (let n = 0; n < 1e5; n++) Promise.reject({ get message() { return 'x'.repeat(1e6) } });
