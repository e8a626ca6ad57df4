// verdict: contained
Promise.reject({ get message() { for (;;) ; } });
