// verdict: contained
throw { toString() { for (;;) ; } };
