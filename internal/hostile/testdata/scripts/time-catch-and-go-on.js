// verdict: contained
// quick: yes
for (;;) { try { for (;;) {} } catch (e) { } finally { continue } }
