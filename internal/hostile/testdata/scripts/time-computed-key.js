// verdict: contained
({ [(() => { for (;;) ; })()]: 1 });
