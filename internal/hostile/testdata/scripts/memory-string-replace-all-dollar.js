// verdict: contained
'a'.repeat(1e5).replaceAll('a', '$`$\'');
