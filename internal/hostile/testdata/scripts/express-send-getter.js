// verdict: contained
res.send({ get x() { for (;;) ; } });
