// verdict: contained
require({ toString() { for (;;) ; } });
