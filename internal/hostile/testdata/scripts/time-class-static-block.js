// verdict: contained
// where: start
class A { static { for (;;) ; } }
