// verdict: overrun
for (;;) 1n == '9'.repeat(2e6);
