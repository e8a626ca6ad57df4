// verdict: contained
while (true) {}
