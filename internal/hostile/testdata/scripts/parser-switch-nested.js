// verdict: contained
eval('switch(a){case 1:'.repeat(2e5));
