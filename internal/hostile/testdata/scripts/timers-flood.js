// verdict: contained
for (;;) setTimeout(() => {}, 1);
