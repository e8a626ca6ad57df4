// verdict: contained
for (;;) new Date().toLocaleString();
