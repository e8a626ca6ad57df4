// verdict: contained
atob('QUFB'.repeat(1.5e7));
