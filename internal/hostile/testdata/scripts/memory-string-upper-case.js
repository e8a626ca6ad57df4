// verdict: overrun
'ΐ'.repeat(1.5e7).toUpperCase();
