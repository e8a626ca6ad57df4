// verdict: contained
crypto.subtle.digest({ get name() { for (;;) ; } }, new Uint8Array(1)); await null;
